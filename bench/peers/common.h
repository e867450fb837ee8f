// What the programs here that talk to servers share: errors, numbers of the command line, time, sockets, latencies.
#ifndef COMMON_H
#define COMMON_H
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// A server that is silent for so long has failed.
#define PATIENCE_SECONDS 20

// Set by main, for messages.
static const char *program;

// Exit status 1: something failed. 2: the command line is wrong.
__attribute__((noreturn, format(printf, 2, 3))) static void die(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s: ", program);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(status);
}

static double number(const char *name, const char *text, double least, double most) {
  char *end;
  errno = 0;
  double value = strtod(text, &end);
  if (errno || end == text || *end || !(value >= least && value <= most))
    die(2, "%s must be a number from %g to %g, and is \"%s\"", name, least, most, text);
  return value;
}

static long whole(const char *name, const char *text, long least, long most) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno || end == text || *end || value < least || value > most)
    die(2, "%s must be a whole number from %ld to %ld, and is \"%s\"", name, least, most, text);
  return value;
}

static inline uint64_t now_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static int new_socket(int flags) {
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0);
  if (fd < 0) die(1, "cannot make a socket: %s%s", strerror(errno), errno == EMFILE ? "; raise \"ulimit -n\"" : "");
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// Latencies as counts: 64 steps for each doubling, so within 1.6 % of the truth, in constant space.
#define STEPS 64
static uint64_t latencies[59 * STEPS];
static uint64_t latency_count, latency_most;

static inline void latency_add(uint64_t nanos) {
  int doubling = nanos < STEPS ? 0 : 63 - __builtin_clzll(nanos) - 6;
  latencies[doubling * STEPS + (int)(nanos >> doubling)]++;
  latency_count++;
  if (nanos > latency_most) latency_most = nanos;
}

static inline void latency_clear(void) {
  memset(latencies, 0, sizeof latencies);
  latency_count = latency_most = 0;
}

// In microseconds; 0 when there are none.
static double latency_percentile(double percent) {
  uint64_t rank = (uint64_t)((double)latency_count * percent / 100), seen = 0;
  for (size_t i = 0; i < sizeof latencies / sizeof *latencies; i++) {
    seen += latencies[i];
    if (seen > rank) {
      size_t doubling = i < 2 * STEPS ? 0 : i / STEPS - 1;
      return (double)((uint64_t)(i - doubling * STEPS) << doubling) / 1000;
    }
  }
  return (double)latency_most / 1000;
}
#endif
