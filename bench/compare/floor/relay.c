/*
 * The floor: an epoll loop that does as little as a server can and still pass the load generator. It checks no
 * token and no membership, trusts every length, and knows the generator's packets by their first bytes. What a
 * relay costs here is what the system calls cost; no real server can be cheaper by much.
 *
 * One relay is one read and one write. Text is found, not parsed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_PEERS = 65536, MOST_BYTES = 65536, EVENTS = 512 };

struct peer {
  int open;
  int partner;
  int held;        /* bytes of a frame that is not whole yet */
  char *partial;
  char room[64];
};

static struct peer peers[MOST_PEERS]; /* by file descriptor */
static char input[2 * MOST_BYTES], output[MOST_BYTES];

/* Rooms are found by walking the peers: it happens once for a pair, not once for a relay. */
static int owner_of(const char *room, int but) {
  for (int fd = 0; fd < MOST_PEERS; fd++)
    if (peers[fd].open && fd != but && strcmp(peers[fd].room, room) == 0) return fd;
  return -1;
}

static void send_text(int fd, const char *text, size_t length) {
  char *start = output;
  *start++ = (char)0x81;
  if (length < 126) {
    *start++ = (char)length;
  } else {
    *start++ = 126;
    *start++ = (char)(length >> 8);
    *start++ = (char)length;
  }
  memmove(start, text, length);
  if (write(fd, output, (size_t)(start - output) + length) < 0) perror("write");
}

static void say(int fd, const char *text) { send_text(fd, text, strlen(text)); }

static void copy_room(char *room, const char *text) {
  const char *found = strstr(text, "\"room\":\"");
  room[0] = 0;
  if (found) sscanf(found + 8, "%63[^\"]", room);
}

static void relay(int fd, char *text, size_t length) {
  static char message[MOST_BYTES];
  char *candidate = memmem(text, length, "\"ice_candidate\"", 15);
  if (!candidate) return;
  int head = sprintf(message, "42[\"ice-candidate\",{\"room\":\"%s\",\"peer_id\":\"%d\",", peers[fd].room, fd);
  size_t rest = length - (size_t)(candidate - text);
  memcpy(message + head, candidate, rest);
  send_text(peers[fd].partner, message, (size_t)head + rest);
}

static void create(int fd, const char *text) {
  char answer[128];
  copy_room(peers[fd].room, text);
  sprintf(answer, "42[\"room-create-accept\",{\"room\":\"%s\"}]", peers[fd].room);
  say(fd, answer);
}

static void ask(int fd, const char *text) {
  char question[160], room[64];
  copy_room(room, text);
  int owner = owner_of(room, fd);
  if (owner < 0) return;
  peers[fd].partner = owner;
  peers[owner].partner = fd;
  strcpy(peers[fd].room, room);
  sprintf(question, "42[\"room-join-request\",{\"room\":\"%s\",\"peer_id\":\"%d\"}]", room, fd);
  say(owner, question);
}

static void admit(int fd) {
  char answer[256];
  int joiner = peers[fd].partner;
  sprintf(answer, "42[\"room-join-accept\",{\"room\":\"%s\",\"peer_id\":\"%d\",\"peers\":[\"%d\"]}]",
          peers[fd].room, joiner, fd);
  say(joiner, answer);
}

static int begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

static void packet(int fd, char *text, size_t length) {
  if (begins(text, "42[\"relay-ice-candidate\"")) relay(fd, text, length);
  else if (begins(text, "40")) say(fd, "40{\"sid\":\"x\"}");
  else if (begins(text, "42[\"auth-request\"")) say(fd, "42[\"auth-accept\",{\"token\":\"a-session-token-of-about-the-usual-length-eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHAiOiJkZW1vIn0.0123456789012345678901234567890123456789012345678901234567890123\"}]");
  else if (begins(text, "42[\"room-create-request\"")) create(fd, text);
  else if (begins(text, "42[\"room-join-request\"")) ask(fd, text);
  else if (begins(text, "42[\"room-join-accept\"")) admit(fd);
  else if (begins(text, "420[\"room-leave\"")) say(fd, "430[{\"ok\":true}]");
}

static void end(int fd) {
  free(peers[fd].partial);
  memset(&peers[fd], 0, sizeof peers[fd]);
  close(fd);
}

static void upgrade(int fd) {
  /* The accept of the one key that the generator uses, with the engine's first packet behind it. */
  static const char answer[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  static const char polling[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  if (strstr(input, "websocket")) {
    if (write(fd, answer, sizeof answer - 1) < 0) perror("write");
    say(fd, "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
    peers[fd].open = 2;
  } else if (write(fd, polling, sizeof polling - 1) < 0) {
    perror("write");
  }
}

/* The length of the frame at the start, or 0 while it is not whole. */
static size_t frame(int fd, unsigned char *bytes, size_t length) {
  if (length < 2) return 0;
  size_t size = bytes[1] & 127, at = 2;
  if (size == 126) {
    if (length < 4) return 0;
    size = (size_t)bytes[2] << 8 | bytes[3];
    at = 4;
  }
  if (length < at + 4 + size) return 0;
  unsigned char *mask = bytes + at, *payload = mask + 4;
  uint64_t wide;
  memcpy(&wide, mask, 4);
  memcpy((char *)&wide + 4, mask, 4);
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    memcpy(&word, payload + i, 8);
    word ^= wide;
    memcpy(payload + i, &word, 8);
  }
  for (; i < size; i++) payload[i] ^= mask[i & 3];
  if ((bytes[0] & 15) == 8) {
    static const char goodbye[] = {(char)0x88, 2, 3, (char)0xE8};
    if (write(fd, goodbye, sizeof goodbye) < 0) perror("write");
    end(fd);
    return length;
  }
  unsigned char after = payload[size];
  payload[size] = 0;
  packet(fd, (char *)payload, size);
  payload[size] = after;
  return at + 4 + size;
}

static void readable(int fd) {
  size_t held = (size_t)peers[fd].held;
  if (held) memcpy(input, peers[fd].partial, held);
  ssize_t count = read(fd, input + held, MOST_BYTES);
  if (count <= 0) {
    end(fd);
    return;
  }
  size_t length = held + (size_t)count, at = 0, size;
  input[length] = 0;
  if (peers[fd].open == 1) {
    upgrade(fd);
    return;
  }
  while (peers[fd].open && at < length && (size = frame(fd, (unsigned char *)input + at, length - at)) > 0) at += size;
  if (!peers[fd].open) return;
  peers[fd].held = (int)(length - at);
  if (length > at) {
    peers[fd].partial = realloc(peers[fd].partial, length - at);
    memcpy(peers[fd].partial, input + at, length - at);
  }
}

int main(void) {
  int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  const char *port = getenv("APP_PORT");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port ? port : "5000"))};
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("listen");
    return 1;
  }
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd != listener) {
        if (peers[fd].open) readable(fd);
        continue;
      }
      while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_PEERS) {
          close(fd);
          continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        peers[fd].open = 1;
        event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
      }
    }
  }
}
