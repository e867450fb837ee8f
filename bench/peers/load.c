// Load for an echo server on this machine, as fast as it answers.
//
//     load [--tls] [--warmup SECONDS] PORT CONNECTIONS BYTES SECONDS [PIPELINE]
//
// Each connection sends PIPELINE (1) messages of BYTES bytes at once, reads them back, compares them, and sends the next. A message
// ends in a newline, so servers of lines do as well. After the warm-up (1 s) it prints "measuring", SECONDS later
//
//     requests N      the messages that came back in that time
//     seconds N       that time
//     p50 N           and p99, p999, max: microseconds from a connection's sending to its last answer
//     measured
//
// and goes on until its standard input ends, at most for a second: whoever looks at the server's CPU time at "measuring" and at
// "measured" sees a busy server both times. The status is 1 when the server fails, 2 when the command line is wrong.
//
// Build: cc -O2 -o load load.c, for --tls with -DWITH_TLS -lssl -lcrypto
#define _GNU_SOURCE
#include "common.h"
#include <poll.h>
#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
#else
typedef void SSL;
#endif

#define READ_SIZE (256 * 1024)

struct connection {
  int fd;
  SSL *ssl; // null without TLS
  size_t sent, received;
  uint64_t started;
  bool waits_to_write;
};

static int poller;
static char *batch; // what every connection sends and must get back
static size_t batch_size;
static char answer[READ_SIZE];
static uint64_t batches;

#ifdef WITH_TLS
static SSL_CTX *tls;

static void tls_prepare(void) {
  tls = SSL_CTX_new(TLS_client_method());
  // One cipher for every server: whatever each prefers, all do the same work.
  if (!tls || !SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) || !SSL_CTX_set_ciphersuites(tls, "TLS_AES_128_GCM_SHA256"))
    die(1, "OpenSSL cannot be used: %s", ERR_reason_error_string(ERR_get_error()));
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static SSL *tls_connect(int fd) {
  SSL *ssl = SSL_new(tls);
  if (!ssl || !SSL_set_fd(ssl, fd) || SSL_connect(ssl) != 1)
    die(1, "the TLS handshake failed: %s", ERR_peek_error() ? ERR_reason_error_string(ERR_get_error()) : "no answer in time");
  return ssl;
}

// As the system calls answer: -1 with EAGAIN when it has to wait.
static ssize_t tls_result(SSL *ssl, int result) {
  if (result > 0) return result;
  int error = SSL_get_error(ssl, result);
  if (error == SSL_ERROR_ZERO_RETURN) return 0;
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
    errno = EAGAIN;
  else if (error != SSL_ERROR_SYSCALL)
    errno = EPROTO;
  ERR_clear_error();
  return -1;
}
#endif

static ssize_t send_some(struct connection *c, const char *from, size_t count) {
#ifdef WITH_TLS
  if (c->ssl) return tls_result(c->ssl, SSL_write(c->ssl, from, (int)count));
#endif
  return send(c->fd, from, count, MSG_NOSIGNAL);
}

static ssize_t receive_some(struct connection *c) {
#ifdef WITH_TLS
  if (c->ssl) return tls_result(c->ssl, SSL_read(c->ssl, answer, READ_SIZE));
#endif
  return recv(c->fd, answer, READ_SIZE, 0);
}

static void watch(struct connection *c, int operation, bool write) {
  struct epoll_event event = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event)) die(1, "epoll_ctl: %s", strerror(errno));
  c->waits_to_write = write;
}

// Sends what the socket takes of the batch, and the rest when it takes more.
static void push(struct connection *c) {
  while (c->sent < batch_size) {
    ssize_t count = send_some(c, batch + c->sent, batch_size - c->sent);
    if (count > 0) {
      c->sent += (size_t)count;
    } else if (count < 0 && errno == EAGAIN) {
      break;
    } else if (count == 0 || errno != EINTR) {
      die(1, "cannot send: %s", count == 0 ? "the server closed the connection" : strerror(errno));
    }
  }
  bool write = c->sent < batch_size;
  if (write != c->waits_to_write) watch(c, EPOLL_CTL_MOD, write);
}

static void start(struct connection *c) {
  c->sent = c->received = 0;
  c->started = now_nanos();
  push(c);
}

static void take(struct connection *c, size_t count) {
  if (c->received + count > c->sent) die(1, "the server answered more than it was sent");
  if (memcmp(answer, batch + c->received, count)) die(1, "the server answered other bytes than it was sent");
  c->received += count;
  if (c->received == batch_size) {
    batches++;
    latency_add(now_nanos() - c->started);
    start(c);
  }
}

// Reads once; with TLS until nothing is left, because what OpenSSL has decrypted wakes nobody.
static void pull(struct connection *c) {
  do {
    ssize_t count = receive_some(c);
    if (count > 0) {
      take(c, (size_t)count);
    } else if (count == 0) {
      die(1, "the server closed the connection");
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR) {
      die(1, "cannot read: %s", strerror(errno));
    }
  } while (c->ssl);
}

static void open_connection(struct connection *c, int port, bool with_tls) {
  c->fd = new_socket(0);
  struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
  setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct sockaddr_in address = loopback(port);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address))
    die(1, "cannot connect to 127.0.0.1 port %d: %s", port, errno == EINPROGRESS ? "no answer in time" : strerror(errno));
#ifdef WITH_TLS
  if (with_tls) c->ssl = tls_connect(c->fd);
#else
  (void)with_tls;
#endif
  if (fcntl(c->fd, F_SETFL, O_NONBLOCK)) die(1, "fcntl: %s", strerror(errno));
  watch(c, EPOLL_CTL_ADD, false);
}

static void report(uint64_t nanos, long pipeline) {
  printf("requests %llu\nseconds %.6f\n", (unsigned long long)batches * (unsigned long long)pipeline, (double)nanos / 1e9);
  printf("p50 %.1f\np99 %.1f\np999 %.1f\n", latency_percentile(50), latency_percentile(99), latency_percentile(99.9));
  printf("max %.1f\nmeasured\n", (double)latency_most / 1000);
}

static bool input_ended(void) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  char ignored[64];
  return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0;
}

static void run(uint64_t warmup, uint64_t window, long pipeline) {
  enum { WARMING, MEASURING, MEASURED } phase = WARMING;
  uint64_t since = now_nanos(), heard = since;
  struct epoll_event events[512];
  for (;;) {
    int count = epoll_wait(poller, events, 512, 50);
    if (count < 0 && errno != EINTR) die(1, "epoll_wait: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) push(c);
      if (events[i].events & ~(uint32_t)EPOLLOUT) pull(c);
    }
    uint64_t now = now_nanos();
    if (count > 0) heard = now;
    if (now - heard > PATIENCE_SECONDS * 1000000000ull) die(1, "the server has been silent for %d s", PATIENCE_SECONDS);
    if (phase == WARMING && now - since >= warmup) {
      phase = MEASURING;
      since = now;
      batches = 0;
      latency_clear();
      puts("measuring");
    } else if (phase == MEASURING && now - since >= window) {
      report(now - since, pipeline);
      phase = MEASURED;
      since = now;
    } else if (phase == MEASURED && (input_ended() || now - since >= 1000000000u)) {
      return;
    }
  }
}

int main(int count, char **words) {
  program = "load";
  setvbuf(stdout, NULL, _IOLBF, 0);
  bool with_tls = false;
  double warmup = 1;
  int next = 1;
  for (; next < count && !strncmp(words[next], "--", 2); next++) {
    if (!strcmp(words[next], "--tls"))
      with_tls = true;
    else if (!strcmp(words[next], "--warmup") && next + 1 < count)
      warmup = number("the warm-up", words[++next], 0, 3600);
    else
      die(2, "unknown option \"%s\", or one without its value", words[next]);
  }
  if (count - next < 4 || count - next > 5)
    die(2, "usage: load [--tls] [--warmup SECONDS] PORT CONNECTIONS BYTES SECONDS [PIPELINE]");
  int port = (int)whole("PORT", words[next], 1, 65535);
  long connections = whole("CONNECTIONS", words[next + 1], 1, 100000);
  long bytes = whole("BYTES", words[next + 2], 1, 16 << 20);
  double seconds = number("SECONDS", words[next + 3], 0.01, 3600);
  long pipeline = count - next == 5 ? whole("PIPELINE", words[next + 4], 1, 10000) : 1;
#ifdef WITH_TLS
  if (with_tls) tls_prepare();
#else
  if (with_tls) die(2, "this load was built without TLS: install OpenSSL's headers (on Debian: libssl-dev) and build it again");
#endif

  batch_size = (size_t)bytes * (size_t)pipeline;
  batch = malloc(batch_size);
  struct connection *all = calloc((size_t)connections, sizeof *all);
  if (!batch || !all) die(1, "not enough memory for %zu bytes and %ld connections", batch_size, connections);
  // Not all the same, so that an answer in another order is noticed.
  for (size_t i = 0; i < batch_size; i++) batch[i] = (i + 1) % (size_t)bytes ? (char)('a' + (i + i / 26) % 26) : '\n';
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) die(1, "epoll_create1: %s", strerror(errno));
  for (long i = 0; i < connections; i++) open_connection(&all[i], port, with_tls);
  for (long i = 0; i < connections; i++) start(&all[i]);
  run((uint64_t)(warmup * 1e9), (uint64_t)(seconds * 1e9), pipeline);
  return 0;
}
