/*
 * N clients of a chat stream, one thread, one epoll: how soon the first frame came, how even the gaps are, what was lost.
 * Frames carry the mock engine's stamp "#<cumulative count> ", so a lost or doubled one is seen.
 *
 *   stream-client --port N --path P --body JSON [--header 'NAME: VALUE']… --streams N [--frames N] [--log FILE]
 *     [--ramp MS] [--warm MS] --seconds N      hold: every client asks again when its answer has ended, until the window is over
 *     --clients N --cut-max K                  hang up: so many clients in all, each on a connection of its own, gone after
 *                                              0..K frames in turn (0: 3 ms after asking), half of them with a reset
 * The log has a line per request: id, frames delivered, d(one) c(ut by us) l(ost). One JSON line at the end.
 */
#include "common.h"

enum { buckets = 200000, bucket_us = 10, retry_us = 20000, early_us = 3000, limit_us = 180000000 };

static struct { long port, streams, frames, ramp, warm, seconds, clients, cut_max; const char *path, *body, *log; } set = {.cut_max = -1, .ramp = 1000, .warm = 1000, .seconds = 4};
static struct buffer request, headers;
static uint32_t gaps[buckets], ttfts[buckets];
static uint64_t gap_max, gap_count, ttft_count, frames_seen, begun, window_from, window_to;
static struct { long done, cut, lost, refused, started; } count;
static FILE *log_file;
static int poller;

enum state { ASLEEP, CONNECTING, HEAD, BODY };
struct client {
  int fd;
  enum state state;
  uint64_t wake, asked_at, last_frame;
  long number; /* of its present request, over all clients */
  uint32_t stamps, value;
  bool in_stamp, said_done, out_of_order;
  size_t tail_len;
  char tail[16], id[56];
  struct buffer head;
};
static struct client *clients;

static void note(uint32_t *histogram, uint64_t us) {
  uint64_t bucket = us / bucket_us;
  histogram[bucket < buckets ? bucket : buckets - 1]++;
}
static double percentile(const uint32_t *histogram, uint64_t total, double part) {
  uint64_t wanted = (uint64_t)(part * (double)total), sum = 0;
  for (int i = 0; i < buckets; i++)
    if ((sum += histogram[i]) > wanted) return (double)i * bucket_us + bucket_us / 2.0;
  return 0;
}

static bool cutting(void) { return set.cut_max >= 0; }
static long frames_wanted(const struct client *c) { return c->number % (set.cut_max + 1); }

static void write_log(const struct client *c, char how) {
  if (log_file && c->id[0]) fprintf(log_file, "%s %u %c\n", c->id, c->stamps, how);
}
static void hang_up(struct client *c) {
  if (cutting() && (c->number / (set.cut_max + 1)) % 2) {
    struct linger now = {.l_onoff = 1};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  close(c->fd);
  c->state = ASLEEP;
  c->wake = 0;
}
static void sleep_until(struct client *c, uint64_t when) {
  c->state = ASLEEP;
  c->wake = when;
}
static void lose(struct client *c) {
  count.lost++;
  write_log(c, 'l');
  close(c->fd);
  sleep_until(c, now_us() + retry_us);
}

static void ask(struct client *c) {
  if (!cutting()) count.started++;
  c->stamps = 0;
  c->in_stamp = c->said_done = c->out_of_order = false;
  c->tail_len = c->head.len = 0;
  c->id[0] = 0;
  c->asked_at = c->last_frame = now_us();
  if (send(c->fd, request.at, request.len, MSG_NOSIGNAL) != (ssize_t)request.len) return lose(c);
  c->state = HEAD;
  c->wake = cutting() && frames_wanted(c) == 0 ? c->asked_at + early_us : 0;
}

static void connect_anew(struct client *c) {
  if (cutting()) {
    if (count.started >= set.clients) return sleep_until(c, 0);
    c->number = count.started++;
  }
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (cutting()) { /* a client port rests a minute after its connection: spread over many addresses none is ever missing */
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)(c->number % 200))};
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    bind(c->fd, (struct sockaddr *)&from, sizeof from);
  }
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)set.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int done = connect(c->fd, (struct sockaddr *)&to, sizeof to);
  if (done < 0 && errno != EINPROGRESS) {
    count.refused++;
    close(c->fd);
    return sleep_until(c, now_us() + retry_us);
  }
  struct epoll_event e = {.events = EPOLLIN | (done < 0 ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
  c->state = CONNECTING;
  if (done == 0) ask(c);
}

static void on_stamp(struct client *c, uint64_t now) {
  if (c->value != c->stamps + 1) c->out_of_order = true;
  c->stamps = c->value;
  bool counts = cutting() || (now >= window_from && now < window_to);
  if (counts) {
    frames_seen++;
    if (c->stamps == 1) note(ttfts, now - c->asked_at), ttft_count++;
    else {
      uint64_t gap = now - c->last_frame;
      note(gaps, gap), gap_count++;
      if (gap > gap_max) gap_max = gap;
    }
  }
  c->last_frame = now;
}

/* False: the client is through with this connection. */
static bool read_body(struct client *c, const char *at, size_t len, uint64_t now) {
  for (size_t i = 0; i < len; i++) {
    if (c->in_stamp) {
      if (at[i] >= '0' && at[i] <= '9') c->value = c->value * 10 + (uint32_t)(at[i] - '0');
      else {
        c->in_stamp = false;
        on_stamp(c, now);
        if (cutting() && c->stamps >= frames_wanted(c)) {
          count.cut++;
          write_log(c, 'c');
          hang_up(c);
          return false;
        }
      }
    } else if (at[i] == '#') {
      c->in_stamp = true;
      c->value = 0;
    }
  }
  char join[64];
  size_t from = len > 32 ? len - 32 : 0;
  memcpy(join, c->tail, c->tail_len);
  memcpy(join + c->tail_len, at + from, len - from);
  size_t joined = c->tail_len + len - from;
  if (memmem(at, len, "[DONE]", 6) || memmem(join, joined, "[DONE]", 6)) c->said_done = true;
  bool at_end = c->said_done && joined >= 5 && memcmp(join + joined - 5, "0\r\n\r\n", 5) == 0;
  c->tail_len = joined < 12 ? joined : 12;
  memcpy(c->tail, join + joined - c->tail_len, c->tail_len);
  if (!at_end) return true;
  if (c->out_of_order || (set.frames && c->stamps != (uint32_t)set.frames)) {
    lose(c);
    return false;
  }
  count.done++;
  write_log(c, 'd');
  if (!cutting()) {
    ask(c);
    return c->state == HEAD;
  }
  hang_up(c);
  return false;
}

static bool read_head(struct client *c, const char *at, size_t len, uint64_t now) {
  buffer_add(&c->head, at, len);
  char *end = memmem(c->head.at, c->head.len, "\r\n\r\n", 4);
  if (!end) return true;
  size_t head_len = (size_t)(end - c->head.at) + 4;
  const char *id;
  int id_len = header_value(c->head.at, head_len, "x-request-id:", &id);
  if (id_len > 0) snprintf(c->id, sizeof c->id, "%.*s", id_len, id);
  if (c->head.len < 12 || memcmp(c->head.at + 9, "200", 3) != 0) {
    lose(c);
    return false;
  }
  c->state = BODY;
  return c->head.len == head_len || read_body(c, c->head.at + head_len, c->head.len - head_len, now);
}

static void on_readable(struct client *c) {
  static char in[262144];
  ssize_t n = recv(c->fd, in, sizeof in, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return lose(c);
  uint64_t now = now_us();
  if (c->state == HEAD) read_head(c, in, (size_t)n, now);
  else if (c->state == BODY) read_body(c, in, (size_t)n, now);
}
static void on_connected(struct client *c) {
  int error = 0;
  socklen_t len = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len);
  if (error) {
    count.refused++;
    close(c->fd);
    return sleep_until(c, now_us() + retry_us);
  }
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
  ask(c);
}

/* Who is due to start, to try again, or to hang up before the first frame. */
static void wake_clients(uint64_t now) {
  for (long i = 0; i < set.streams; i++) {
    struct client *c = &clients[i];
    if (c->state == ASLEEP && (c->wake ? c->wake <= now : cutting())) connect_anew(c);
    else if (c->state > CONNECTING && c->wake && c->wake <= now && c->stamps == 0) {
      count.cut++;
      write_log(c, 'c');
      hang_up(c);
    }
  }
}
static bool is_over(uint64_t now) {
  if (!cutting()) return now >= window_to;
  if (count.started < set.clients) return now > begun + limit_us;
  for (long i = 0; i < set.streams; i++)
    if (clients[i].state != ASLEEP) return now > begun + limit_us;
  return true;
}

static void read_arguments(int argc, char **argv) {
  struct { const char *name; long *to; } numbers[] = {{"--port", &set.port}, {"--streams", &set.streams}, {"--frames", &set.frames}, {"--ramp", &set.ramp}, {"--warm", &set.warm},
                                                      {"--seconds", &set.seconds}, {"--clients", &set.clients}, {"--cut-max", &set.cut_max}};
  struct { const char *name; const char **to; } texts[] = {{"--path", &set.path}, {"--body", &set.body}, {"--log", &set.log}};
  for (int i = 1; i + 1 < argc; i += 2) {
    bool known = strcmp(argv[i], "--header") == 0;
    if (known) buffer_print(&headers, "%s\r\n", argv[i + 1]);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
      if (strcmp(argv[i], numbers[k].name) == 0) *numbers[k].to = atol(argv[i + 1]), known = true;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
      if (strcmp(argv[i], texts[k].name) == 0) *texts[k].to = argv[i + 1], known = true;
    if (!known) fprintf(stderr, "what is %s?\n", argv[i]), exit(2);
  }
  if (!set.port || !set.path || !set.body || !set.streams) fprintf(stderr, "--port, --path, --body and --streams are needed\n"), exit(2);
}

/* Asked to stop: the window ends here. */
static volatile sig_atomic_t asked_to_stop;
static void on_signal(int signal) { asked_to_stop = signal; }

static void report(uint64_t now) {
  for (long i = 0; i < set.streams; i++) {
    struct client *c = &clients[i];
    if (c->state < HEAD) continue;
    /* A stream that stands still at the end of the window has a gap too. */
    if (c->state == BODY && c->stamps > 0 && now - c->last_frame > gap_max) gap_max = now - c->last_frame;
    if (c->state == HEAD && now - c->asked_at > 2000000) count.lost++;
    write_log(c, 'c');
  }
  double seconds = cutting() ? (double)(now - begun) / 1e6 : (double)(window_to - window_from) / 1e6;
  printf("{\"frames\":%llu,\"seconds\":%.3f,\"framesPerSecond\":%.1f,\"gapP50Us\":%.0f,\"gapP99Us\":%.0f,\"gapMaxUs\":%llu,\"ttftP50Us\":%.0f,\"ttftP99Us\":%.0f,"
         "\"started\":%ld,\"done\":%ld,\"cut\":%ld,\"lost\":%ld,\"refused\":%ld}\n",
         (unsigned long long)frames_seen, seconds, (double)frames_seen / seconds, percentile(gaps, gap_count, 0.5), percentile(gaps, gap_count, 0.99),
         (unsigned long long)gap_max, percentile(ttfts, ttft_count, 0.5), percentile(ttfts, ttft_count, 0.99), count.started, count.done, count.cut, count.lost, count.refused);
  if (log_file) fclose(log_file);
}

int main(int argc, char **argv) {
  read_arguments(argc, argv);
  allow_many_files();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGTERM, on_signal);
  buffer_print(&request, "POST %s HTTP/1.1\r\nhost: 127.0.0.1:%ld\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n", set.path, set.port, strlen(set.body));
  if (headers.len) buffer_add(&request, headers.at, headers.len);
  buffer_add(&request, "\r\n", 2);
  buffer_add(&request, set.body, strlen(set.body));
  if (set.log && !(log_file = fopen(set.log, "w"))) die(set.log);
  poller = epoll_create1(0);
  clients = calloc((size_t)set.streams, sizeof *clients);
  begun = now_us();
  window_from = begun + (uint64_t)(set.ramp + set.warm) * 1000;
  window_to = window_from + (uint64_t)set.seconds * 1000000;
  /* Evenly over the ramp: a thousand clients do not ask in the same millisecond, nor do their frames come in it. */
  for (long i = 0; i < set.streams; i++) clients[i].wake = begun + 1 + (uint64_t)(set.ramp * 1000 * i / set.streams);
  uint64_t looked = 0;
  for (;;) {
    struct epoll_event events[512];
    int n = epoll_wait(poller, events, 512, 1);
    for (int i = 0; i < n; i++) {
      struct client *c = events[i].data.ptr;
      if (c->state == CONNECTING && events[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) on_connected(c);
      else if (c->state > CONNECTING) on_readable(c);
    }
    uint64_t now = now_us();
    if (now - looked < 500) continue;
    looked = now;
    wake_clients(now);
    if (asked_to_stop || is_over(now)) break;
  }
  report(now_us());
}
