// Very many connections that each say something once a second, and now and then die.
//
//     soak PORT CONNECTIONS SECONDS RESETS [SEED]
//
// Opens CONNECTIONS connections to an echo server on this machine and prints "connected". From then on each of them, once a second,
// sends a message that no other sends and compares the answer; or, in RESETS percent of the cases, is reset (half of these right
// after sending) and made anew. After SECONDS it waits for the answers that are still to come, closes every connection, and prints
//
//     messages N      those that had to be answered, and were
//     resets N
//     connections N   the number of connections made, those that were reset included
//     late N          how often a connection had no answer after a second
//     p50 N           and p99, p999, max: microseconds to an answer
//     closed
//
// The status is 1 when the server fails, 2 when the command line is wrong.
//
// Build: cc -O2 -o soak soak.c
#define _GNU_SOURCE
#include "common.h"
#include <sys/resource.h>

#define MESSAGE 64
#define TURNS 1000 // in a second: a connection has one of them
#define CONNECTING_AT_ONCE 64 // fewer than the server's backlog, beyond which the system drops connections silently

enum state { UNUSED, CONNECTING, IDLE, WAITING };

struct connection {
  int fd;
  enum state state;
  size_t received;
  uint64_t since; // when it began to connect or to wait
  char message[MESSAGE + 1];
};

static struct connection *all;
static long all_count;
static int poller;
static struct sockaddr_in server;
static uint64_t dice;
static unsigned long long messages, answers, resets, made, late;
static long connecting, waiting;

static double random_percent(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return (double)(dice >> 11) / (double)(1ull << 53) * 100;
}

static void watch(struct connection *c, int operation, uint32_t what) {
  struct epoll_event event = {.events = what, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event)) die(1, "epoll_ctl: %s", strerror(errno));
}

static void open_connection(struct connection *c) {
  c->fd = new_socket(SOCK_NONBLOCK);
  c->state = CONNECTING;
  c->since = now_nanos();
  connecting++;
  made++;
  if (connect(c->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS)
    die(1, "cannot connect to 127.0.0.1 port %d: %s", ntohs(server.sin_port), strerror(errno));
  watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static void connected(struct connection *c) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) die(1, "cannot connect to 127.0.0.1 port %d: %s", ntohs(server.sin_port), strerror(error));
  connecting--;
  c->state = IDLE;
  watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

static void say(struct connection *c) {
  snprintf(c->message, sizeof c->message, "%-62llu\r\n", messages + resets);
  c->received = 0;
  c->since = now_nanos();
  // It is alone in the socket's buffer, so it fits.
  if (send(c->fd, c->message, MESSAGE, MSG_NOSIGNAL) != MESSAGE) die(1, "cannot send: %s", strerror(errno));
}

static void reset(struct connection *c) {
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(c->fd);
  resets++;
  open_connection(c);
}

static void take_turn(struct connection *c, double reset_percent) {
  if (c->state == IDLE && random_percent() < reset_percent) {
    if (random_percent() < 50) say(c);
    reset(c);
  } else if (c->state == IDLE) {
    say(c);
    c->state = WAITING;
    waiting++;
    messages++;
  } else if (c->state != UNUSED) {
    late++;
    if (now_nanos() - c->since > PATIENCE_SECONDS * 1000000000ull)
      die(1, "the server has left a connection without an answer for %d s", PATIENCE_SECONDS);
  }
}

static void hear(struct connection *c) {
  char answer[4 * MESSAGE];
  ssize_t count = recv(c->fd, answer, sizeof answer, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) die(1, "the server closed a connection: %s", count ? strerror(errno) : "end of stream");
  if (c->state != WAITING || c->received + (size_t)count > MESSAGE) die(1, "the server answered more than it was sent");
  if (memcmp(c->message + c->received, answer, (size_t)count)) die(1, "the server answered other bytes than it was sent");
  c->received += (size_t)count;
  if (c->received == MESSAGE) {
    c->state = IDLE;
    waiting--;
    answers++;
    latency_add(now_nanos() - c->since);
  }
}

static void listen_for(int millis) {
  struct epoll_event events[512];
  int count = epoll_wait(poller, events, 512, millis);
  if (count < 0 && errno != EINTR) die(1, "epoll_wait: %s", strerror(errno));
  for (int i = 0; i < count; i++) {
    struct connection *c = events[i].data.ptr;
    if (c->state == CONNECTING)
      connected(c);
    else
      hear(c);
  }
}

static void connect_all(void) {
  uint64_t begun = now_nanos();
  for (long next = 0; next < all_count || connecting > 0;) {
    while (next < all_count && connecting < CONNECTING_AT_ONCE) open_connection(&all[next++]);
    listen_for(100);
    if (now_nanos() - begun > 60 * 1000000000ull)
      die(1, "after 60 s there are only %ld of %ld connections", next - connecting, all_count);
  }
}

// Everybody's turns, one after the other through the second.
static void talk(uint64_t nanos, double reset_percent) {
  uint64_t begun = now_nanos(), turns = nanos / (1000000000u / TURNS);
  for (uint64_t turn = 0; turn < turns; turn++) {
    while (now_nanos() - begun < turn * (1000000000u / TURNS)) listen_for(1);
    for (long i = (long)(turn % TURNS); i < all_count; i += TURNS) take_turn(&all[i], reset_percent);
    listen_for(0);
  }
}

static void close_all(void) {
  uint64_t begun = now_nanos();
  while (connecting > 0 || waiting > 0) {
    listen_for(100);
    if (now_nanos() - begun > PATIENCE_SECONDS * 1000000000ull)
      die(1, "after %d s %ld answers are missing", PATIENCE_SECONDS, connecting + waiting);
  }
  for (long i = 0; i < all_count; i++) close(all[i].fd);
}

static void allow_descriptors(long count) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < (rlim_t)count + 16)
    die(1, "%ld connections need %ld descriptors, and this user may open %llu: raise \"ulimit -Hn\"", count, count + 16,
        (unsigned long long)limit.rlim_max);
}

int main(int count, char **words) {
  program = "soak";
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (count < 5 || count > 6) die(2, "usage: soak PORT CONNECTIONS SECONDS RESETS [SEED]");
  server = loopback((int)whole("PORT", words[1], 1, 65535));
  all_count = whole("CONNECTIONS", words[2], 1, 1000000);
  double seconds = number("SECONDS", words[3], 0.01, 3600);
  double reset_percent = number("RESETS", words[4], 0, 100);
  dice = (uint64_t)(count == 6 ? whole("SEED", words[5], 1, 1000000000) : 1) * 0x9E3779B97F4A7C15u;
  allow_descriptors(all_count);
  all = calloc((size_t)all_count, sizeof *all);
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (!all || poller < 0) die(1, "cannot prepare %ld connections: %s", all_count, strerror(errno));

  connect_all();
  puts("connected");
  talk((uint64_t)(seconds * 1e9), reset_percent);
  close_all();
  printf("messages %llu\nresets %llu\nconnections %llu\nlate %llu\n", answers, resets, made, late);
  printf("p50 %.1f\np99 %.1f\np999 %.1f\n", latency_percentile(50), latency_percentile(99), latency_percentile(99.9));
  printf("max %.1f\nclosed\n", (double)latency_most / 1000);
  return answers == messages ? 0 : 1;
}
