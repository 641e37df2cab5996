/* What the mock engine and the stream client share: time, growing buffers, sockets that never block. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static inline void allow_many_files(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

struct buffer {
  char *at;
  size_t len, cap;
};

static inline void buffer_room(struct buffer *b, size_t more) {
  if (b->len + more <= b->cap) return;
  b->cap = (b->len + more) * 2;
  b->at = realloc(b->at, b->cap);
  if (!b->at) die("realloc");
}

static inline void buffer_add(struct buffer *b, const char *text, size_t len) {
  buffer_room(b, len);
  memcpy(b->at + b->len, text, len);
  b->len += len;
}

static inline void buffer_drop(struct buffer *b, size_t first) {
  memmove(b->at, b->at + first, b->len - first);
  b->len -= first;
}

__attribute__((format(printf, 2, 3))) static inline void buffer_print(struct buffer *b, const char *format, ...) {
  va_list args;
  va_start(args, format);
  buffer_room(b, 1024);
  b->len += (size_t)vsnprintf(b->at + b->len, 1024, format, args);
  va_end(args);
}

/* The value of a header in a head that ends in an empty line; its length, or -1. `name` in small letters with its colon. */
static inline int header_value(const char *head, size_t len, const char *name, const char **value) {
  size_t name_len = strlen(name);
  for (const char *line = head, *end = head + len; line < end;) {
    const char *stop = memchr(line, '\r', (size_t)(end - line));
    if (!stop) return -1;
    if ((size_t)(stop - line) > name_len && strncasecmp(line, name, name_len) == 0) {
      *value = line + name_len;
      while (*value < stop && **value == ' ') (*value)++;
      return (int)(stop - *value);
    }
    line = stop + 2;
  }
  return -1;
}
