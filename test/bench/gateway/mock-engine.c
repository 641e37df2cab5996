/*
 * An engine that only pretends: OpenAI's HTTP on a port, a unix socket or both, one thread, one epoll. A whole answer is a small
 * JSON with usage; a stream is one chunk per frame, each stamped "#<cumulative count> ", then usage and [DONE]. It keeps per
 * x-request-id what it has sent, so that a gateway's books can be held against it.
 *
 *   mock-engine [--port N] [--unix PATH] [--ttft MS] [--frames N] [--gap MS] [--bytes N] [--fail PERCENT] [--seed N]
 *
 * GET /-/set?frames=…&gap=…&ledger=1&fail=…&drop=…  changes them while it runs      GET /-/reset   forgets the ledger
 * GET /-/ledger   one line per request: id kind prompt completion sent state
 *   kind: s stream, w whole · state: d done, o open, c cut by the other side, f failed on purpose
 */
#include "common.h"

enum { slots = 4096, max_head = 65536 };

static struct { long port, ttft, frames, gap, bytes, fail, drop, ledger, seed; } set = {.frames = 64, .gap = 20, .bytes = 16, .seed = 1};
static const char *socket_path;

struct entry { char id[56]; char kind, state; uint32_t prompt, completion, sent; };
static struct { struct entry *at; size_t len, cap; } ledger;

struct conn {
  int fd;
  struct buffer in, out;
  size_t out_from;
  bool busy, stream, counts_on, closing, wants_out, dead;
  uint32_t frames, done, prompt;
  uint64_t due;
  long entry;
  struct conn *next, **back; /* its place in a slot of the wheel */
  struct conn *next_dead;
};
static struct conn *graveyard;
static struct conn *wheel[slots];
static uint64_t last_tick, asked, timers;
static int poller;

/* --- the books ------------------------------------------------------------------------------------------------------- */
static long ledger_open(const char *id, int len, bool stream, uint32_t prompt, uint32_t completion) {
  if (!set.ledger) return -1;
  if (ledger.len == ledger.cap) {
    ledger.cap = ledger.cap ? ledger.cap * 2 : 65536;
    ledger.at = realloc(ledger.at, ledger.cap * sizeof *ledger.at);
    if (!ledger.at) die("realloc");
  }
  struct entry *e = &ledger.at[ledger.len];
  memset(e, 0, sizeof *e);
  memcpy(e->id, len > 0 ? id : "-", len > 0 ? (size_t)(len < 55 ? len : 55) : 1);
  e->kind = stream ? 's' : 'w';
  e->state = 'o';
  e->prompt = prompt;
  e->completion = completion;
  return (long)ledger.len++;
}
static void ledger_note(long entry, uint32_t sent, char state) {
  if (entry < 0 || (size_t)entry >= ledger.len) return;
  ledger.at[entry].sent = sent;
  ledger.at[entry].state = state;
}

/* --- time ------------------------------------------------------------------------------------------------------------ */
static void unschedule(struct conn *c) {
  if (!c->back) return;
  *c->back = c->next;
  if (c->next) c->next->back = c->back;
  c->back = NULL;
  timers--;
}
static void schedule(struct conn *c, uint64_t due) {
  unschedule(c);
  uint64_t tick = (due + 999) / 1000;
  if (tick <= last_tick) tick = last_tick + 1;
  if (tick >= last_tick + slots) tick = last_tick + slots - 1;
  struct conn **slot = &wheel[tick % slots];
  c->due = due;
  c->next = *slot;
  if (c->next) c->next->back = &c->next;
  c->back = slot;
  *slot = c;
  timers++;
}
/* Takes the slot's connections out, first come first: streams whose frames fall together keep their order, as in an engine's batch. */
static void take_slot(uint64_t tick, struct conn **list) {
  struct conn *c = wheel[tick % slots], *first = NULL;
  wheel[tick % slots] = NULL;
  while (c) {
    struct conn *next = c->next;
    c->next = first;
    if (first) first->back = &c->next;
    first = c;
    c = next;
  }
  *list = first;
  if (first) first->back = list;
}
static int ms_to_wait(void) {
  if (timers == 0) return 1000;
  uint64_t now = now_us() / 1000;
  for (uint64_t tick = last_tick + 1; tick <= now + 50; tick++)
    if (wheel[tick % slots]) return tick <= now ? 0 : (int)(tick - now);
  return 50;
}

/* --- connections ------------------------------------------------------------------------------------------------------ */
/* Freed only after the round of events it may still be named in. */
static void drop(struct conn *c) {
  if (c->dead) return;
  c->dead = true;
  if (c->busy && c->entry >= 0) ledger_note(c->entry, ledger.at[c->entry].sent, 'c');
  unschedule(c);
  close(c->fd);
  c->next_dead = graveyard;
  graveyard = c;
}
static void bury(void) {
  while (graveyard) {
    struct conn *c = graveyard;
    graveyard = c->next_dead;
    free(c->in.at);
    free(c->out.at);
    free(c);
  }
}
static void watch(struct conn *c, bool out) {
  if (c->wants_out == out) return;
  c->wants_out = out;
  struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}
static void flush(struct conn *c) {
  while (!c->dead && c->out_from < c->out.len) {
    ssize_t n = send(c->fd, c->out.at + c->out_from, c->out.len - c->out_from, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return watch(c, true);
    if (n < 0) return drop(c);
    c->out_from += (size_t)n;
  }
  if (c->dead) return;
  c->out.len = c->out_from = 0;
  watch(c, false);
  if (c->closing) drop(c);
}

static void add_chunk(struct conn *c, const char *text, int len) {
  buffer_print(&c->out, "%x\r\n", (unsigned)len);
  buffer_add(&c->out, text, (size_t)len);
  buffer_add(&c->out, "\r\n", 2);
}
static int usage_json(char *to, size_t room, uint32_t prompt, uint32_t completion) {
  return snprintf(to, room, "\"usage\":{\"prompt_tokens\":%u,\"completion_tokens\":%u,\"total_tokens\":%u,\"prompt_tokens_details\":{\"cached_tokens\":0}}",
                  prompt, completion, prompt + completion);
}
#define chunk_stem "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"mock\",\"choices\":["
static const char json_head[] = "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n";

static void add_json(struct conn *c, const char *status, const char *body, size_t len) {
  buffer_print(&c->out, json_head, status, len);
  buffer_add(&c->out, body, len);
}
/* Written by hand: tens of thousands a second share a core with the clients that read them. */
static void add_frame(struct conn *c) {
  static const char front[] = chunk_stem "{\"index\":0,\"delta\":{\"content\":\"#", back[] = "\"},\"finish_reason\":null}]";
  char usage[200], count[12], size[12];
  int usage_len = 0, count_len = snprintf(count, sizeof count, "%u ", ++c->done);
  if (c->counts_on) {
    usage[0] = ',';
    usage_len = 1 + usage_json(usage + 1, sizeof usage - 1, c->prompt, c->done);
  }
  size_t bytes = (size_t)set.bytes, len = sizeof front - 1 + (size_t)count_len + bytes + sizeof back - 1 + (size_t)usage_len + 3;
  int size_len = snprintf(size, sizeof size, "%zx\r\n", len);
  buffer_room(&c->out, len + 16);
  char *to = c->out.at + c->out.len;
  to = mempcpy(to, size, (size_t)size_len);
  to = mempcpy(to, front, sizeof front - 1);
  to = mempcpy(to, count, (size_t)count_len);
  memset(to, 'x', bytes);
  to = mempcpy(to + bytes, back, sizeof back - 1);
  to = mempcpy(to, usage, (size_t)usage_len);
  to = mempcpy(to, "}\n\n\r\n", 5);
  c->out.len = (size_t)(to - c->out.at);
}

/* The next frame; with the last one the end. One token more than frames is charged: engines count the one that ends an answer. */
static void stream_on(struct conn *c, uint64_t now) {
  if (c->out.len - c->out_from > 256 * 1024) return schedule(c, now + 1000); /* a slow reader */
  if (c->done == 0) buffer_print(&c->out, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  do add_frame(c);
  while (set.gap == 0 && c->done < c->frames && c->out.len - c->out_from < 65536);
  if (c->done < c->frames) {
    uint64_t due = c->due + (uint64_t)set.gap * 1000;
    return schedule(c, due + 500000 < now ? now : due);
  }
  char last[600], usage[200];
  int len = snprintf(last, sizeof last, chunk_stem "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
  add_chunk(c, last, len);
  usage_json(usage, sizeof usage, c->prompt, c->frames + 1);
  len = snprintf(last, sizeof last, chunk_stem "],%s}\n\ndata: [DONE]\n\n", usage);
  add_chunk(c, last, len);
  buffer_add(&c->out, "0\r\n\r\n", 5);
  ledger_note(c->entry, c->frames + 1, 'd');
  c->busy = false;
}
static void answer_whole(struct conn *c) {
  char body[700], usage[200];
  usage_json(usage, sizeof usage, c->prompt, c->frames);
  int len = snprintf(body, sizeof body,
                     "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"mock\",\"choices\":[{\"index\":0,"
                     "\"message\":{\"role\":\"assistant\",\"content\":\"The quick brown fox jumps over the lazy dog.\"},\"finish_reason\":\"stop\"}],%s}", usage);
  add_json(c, "200 OK", body, (size_t)len);
  ledger_note(c->entry, c->frames, 'd');
  c->busy = false;
}

/* --- requests --------------------------------------------------------------------------------------------------------- */
static void answer_admin(struct conn *c, const char *path, size_t len) {
  char line[512];
  snprintf(line, sizeof line, "%.*s", (int)len, path);
  if (strncmp(line, "/-/reset", 8) == 0) ledger.len = 0;
  if (strncmp(line, "/-/set?", 7) == 0) {
    struct { const char *name; long *to; } knobs[] = {{"ttft=", &set.ttft}, {"frames=", &set.frames}, {"gap=", &set.gap}, {"bytes=", &set.bytes},
                                                      {"fail=", &set.fail}, {"drop=", &set.drop},     {"ledger=", &set.ledger}};
    for (char *word = strtok(line + 7, "&"); word; word = strtok(NULL, "&"))
      for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++)
        if (strncmp(word, knobs[i].name, strlen(knobs[i].name)) == 0) *knobs[i].to = atol(word + strlen(knobs[i].name));
  }
  struct buffer body = {0};
  if (strncmp(line, "/-/ledger", 9) == 0)
    for (size_t i = 0; i < ledger.len; i++) {
      struct entry *e = &ledger.at[i];
      buffer_print(&body, "%s %c %u %u %u %c\n", e->id, e->kind, e->prompt, e->completion, e->sent, e->state);
    }
  if (body.len == 0) buffer_print(&body, "{\"asked\":%llu}", (unsigned long long)asked);
  add_json(c, "200 OK", body.at, body.len);
  free(body.at);
}

/* Routers probe what not: every other GET is answered like an engine that is well. */
static void answer_probe(struct conn *c, const char *path) {
  static const char models[] = "{\"object\":\"list\",\"data\":[{\"id\":\"mock\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"mock\",\"max_model_len\":32768}]}";
  static const char well[] = "{\"status\":\"ok\",\"model_path\":\"mock\",\"model_id\":\"mock\",\"served_model_name\":\"mock\",\"is_generation\":true,\"version\":\"0\"}";
  bool asks_models = strncmp(path, "/v1/models", 10) == 0;
  add_json(c, "200 OK", asks_models ? models : well, asks_models ? sizeof models - 1 : sizeof well - 1);
}

static uint32_t chance(void) {
  static uint64_t state;
  if (!state) state = (uint64_t)set.seed * 0x9E3779B97F4A7C15u + 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 32) % 10000;
}

static bool has(const char *in, size_t len, const char *what) { return memmem(in, len, what, strlen(what)) != NULL; }

static void begin(struct conn *c, const char *head, size_t head_len, const char *body, size_t body_len) {
  const char *path = memchr(head, ' ', head_len);
  path = path ? path + 1 : head;
  c->entry = -1;
  if (strncmp(path, "/-/", 3) == 0) return answer_admin(c, path, strcspn(path, " \r"));
  if (strncmp(head, "GET ", 4) == 0) return answer_probe(c, path);
  asked++;
  c->busy = true;
  c->stream = has(body, body_len, "\"stream\":true") || has(body, body_len, "\"stream\": true");
  c->counts_on = has(body, body_len, "\"continuous_usage_stats\":true");
  c->prompt = 5 + (uint32_t)(asked % 900);
  c->frames = c->stream ? (uint32_t)set.frames : 1 + (uint32_t)(asked * 7919 % 997);
  c->done = 0;
  const char *id = NULL;
  int id_len = header_value(head, head_len, "x-request-id:", &id);
  c->entry = ledger_open(id, id_len, c->stream, c->prompt, c->frames + (c->stream ? 1 : 0));
  if (set.fail && chance() < (uint32_t)set.fail * 100) {
    static const char failed[] = "{\"error\":{\"message\":\"The mock fails on purpose.\",\"type\":\"server_error\",\"code\":500}}";
    ledger_note(c->entry, 0, 'f');
    add_json(c, "500 Internal Server Error", failed, sizeof failed - 1);
    c->busy = false;
    return;
  }
  if (set.drop && chance() < (uint32_t)set.drop * 100) {
    ledger_note(c->entry, 0, 'f');
    c->busy = false;
    c->closing = true;
    return;
  }
  uint64_t now = now_us();
  if (set.ttft > 0) return schedule(c, now + (uint64_t)set.ttft * 1000);
  c->due = now;
  if (c->stream) schedule(c, now);
  else answer_whole(c);
}

/* Bytes of one whole request at the front of `in`, or 0. */
static size_t whole_request(struct conn *c, size_t *head_len, size_t *body_len) {
  char *end = memmem(c->in.at, c->in.len, "\r\n\r\n", 4);
  if (!end) return 0;
  *head_len = (size_t)(end - c->in.at) + 4;
  const char *value;
  if (header_value(c->in.at, *head_len, "content-length:", &value) > 0) *body_len = strtoul(value, NULL, 10);
  else if (header_value(c->in.at, *head_len, "transfer-encoding:", &value) > 0) {
    char *last = memmem(end, c->in.len - (size_t)(end - c->in.at), "\r\n0\r\n\r\n", 7);
    if (!last) return 0;
    *body_len = (size_t)(last - c->in.at) + 7 - *head_len;
  } else *body_len = 0;
  return c->in.len < *head_len + *body_len ? 0 : *head_len + *body_len;
}
static void take_requests(struct conn *c) {
  size_t head, body, size;
  while (!c->busy && c->in.len > 0 && (size = whole_request(c, &head, &body)) > 0) {
    begin(c, c->in.at, head, c->in.at + head, body);
    buffer_drop(&c->in, size);
  }
  flush(c);
}

static void on_readable(struct conn *c) {
  for (;;) {
    buffer_room(&c->in, 4096);
    ssize_t n = recv(c->fd, c->in.at + c->in.len, c->in.cap - c->in.len, 0);
    if (n < 0 && errno == EAGAIN) break;
    if (n <= 0) return drop(c);
    c->in.len += (size_t)n;
    if (c->in.len < c->in.cap) break;
  }
  take_requests(c);
}
static void on_tick(void) {
  uint64_t now = now_us();
  for (uint64_t tick = now / 1000; last_tick < tick;) {
    last_tick++;
    struct conn *list;
    take_slot(last_tick, &list);
    while (list) {
      struct conn *c = list;
      unschedule(c);
      if (c->due > now) {
        schedule(c, c->due);
        continue;
      }
      if (c->stream) stream_on(c, now);
      else answer_whole(c);
      bool goes_on = c->busy;
      flush(c);
      if (c->dead) continue; /* its last frame was never sent */
      if (goes_on) ledger_note(c->entry, c->done, 'o');
      else take_requests(c);
    }
  }
}

/* --- doors ------------------------------------------------------------------------------------------------------------ */
static int listen_on(struct sockaddr *at, socklen_t len) {
  int fd = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, at, len) < 0) die("bind");
  if (listen(fd, 8192) < 0) die("listen");
  struct epoll_event e = {.events = EPOLLIN, .data.u64 = (uint64_t)fd << 1 | 1}; /* odd: a door, no pointer is */
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
  return fd;
}
static void on_door(int door) {
  for (int fd; (fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct conn *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->entry = -1;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
  }
}
static void read_arguments(int argc, char **argv) {
  struct { const char *name; long *to; } knobs[] = {{"--port", &set.port}, {"--ttft", &set.ttft}, {"--frames", &set.frames}, {"--gap", &set.gap},
                                                    {"--bytes", &set.bytes}, {"--fail", &set.fail}, {"--seed", &set.seed}};
  for (int i = 1; i + 1 < argc; i += 2) {
    bool known = strcmp(argv[i], "--unix") == 0;
    if (known) socket_path = argv[i + 1];
    for (size_t k = 0; k < sizeof knobs / sizeof *knobs; k++)
      if (strcmp(argv[i], knobs[k].name) == 0) *knobs[k].to = atol(argv[i + 1]), known = true;
    if (!known) fprintf(stderr, "what is %s?\n", argv[i]), exit(2);
  }
}
int main(int argc, char **argv) {
  read_arguments(argc, argv);
  allow_many_files();
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(0);
  last_tick = now_us() / 1000;
  if (set.port) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)set.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    listen_on((struct sockaddr *)&in, sizeof in);
  }
  if (socket_path) {
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    snprintf(un.sun_path, sizeof un.sun_path, "%s", socket_path);
    unlink(socket_path);
    listen_on((struct sockaddr *)&un, sizeof un);
  }
  for (;;) {
    struct epoll_event events[512];
    int n = epoll_wait(poller, events, 512, ms_to_wait());
    for (int i = 0; i < n; i++) {
      if (events[i].data.u64 & 1) {
        on_door((int)(events[i].data.u64 >> 1));
        continue;
      }
      struct conn *c = events[i].data.ptr;
      if (!c->dead && events[i].events & EPOLLOUT) flush(c);
      if (!c->dead && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(c);
    }
    on_tick();
    bury();
  }
}
