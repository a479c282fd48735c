package io.chatsignal.server.config;

import static io.chatsignal.server.config.Setting.Group.BASICS;
import static io.chatsignal.server.config.Setting.Group.CALLS;
import static io.chatsignal.server.config.Setting.Group.LIMITS;
import static io.chatsignal.server.config.Setting.Group.NETWORK;
import static io.chatsignal.server.config.Setting.Group.OPERATION;
import static io.chatsignal.server.config.Setting.Group.TLS;
import static io.chatsignal.server.config.Setting.open;
import static io.chatsignal.server.config.Setting.secret;

import io.chatsignal.redis.RedisAddress;
import io.chatsignal.server.ice.IceServerList;
import io.chatsignal.server.log.LogFormat;
import io.chatsignal.server.log.LogLevel;
import io.chatsignal.signaling.RoomScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Every setting there is. The environment, the command line, the file and the reference page are
 * all read off this list, so that a setting is added here and used in {@link ServerConfig}, and
 * nowhere else.
 */
public final class Settings {

  private static final int MILLION = 1_000_000;

  public static final Setting<Integer> APP_PORT =
      open(
          "APP_PORT",
          Kind.number(0, 65535),
          "5000",
          BASICS,
          "The port for HTTP and WebSocket; 0 picks a free one.");

  public static final Setting<Optional<String>> APP_HOST =
      open(
          "APP_HOST",
          Kind.text("an address or name of this machine"),
          "",
          BASICS,
          "The address to listen on; all of them unless set.");

  public static final Setting<List<String>> APP_SECRET =
      secret(
          "APP_SECRET",
          Kind.list("secrets of at least 32 bytes, separated by commas", Kind::present),
          BASICS,
          "Signs tokens. Of several, separated by commas, the first signs and all verify."
              + " Made up and kept in DATA_DIR unless set.");

  public static final Setting<Optional<String>> APP_PASS =
      secret(
          "APP_PASS",
          Kind.text("a password"),
          BASICS,
          "The password of POST /app. Made up and kept in DATA_DIR unless set.");

  public static final Setting<Optional<RedisAddress>> REDIS_URL =
      secret(
          "REDIS_URL",
          Kind.redis(),
          BASICS,
          "Where several nodes meet: redis:// or rediss://, with user and password, several hosts"
              + " of a cluster, or redis-sentinel://. One node needs none.");

  public static final Setting<String> REDIS_PREFIX =
      open(
          "REDIS_PREFIX",
          Kind.prefix(),
          "chat-signal:",
          BASICS,
          "What all keys in Redis begin with: nodes with different ones never meet.");

  public static final Setting<Optional<Path>> REDIS_CA =
      open(
          "REDIS_CA",
          Kind.path("a PEM file with certificates"),
          "",
          BASICS,
          "Who signs the certificate of a rediss:// address; those that Java trusts unless set.");

  public static final Setting<String> NODE_NAME =
      open(
          "NODE_NAME",
          Kind.nodeName(),
          "",
          NETWORK,
          "What this node is called in front of it: ids of its connections begin with it and a dot,"
              + " by which a balancer keeps polling clients on their node.");

  public static final Setting<RoomScope> ROOM_SCOPE =
      open(
          "ROOM_SCOPE",
          Kind.choice(RoomScope.class),
          "deployment",
          BASICS,
          "Whether all apps' peers share the rooms (deployment) or each app has its own (app).");

  public static final Setting<Boolean> DEMO =
      open("DEMO", Kind.flag(), "on", BASICS, "Serves the demo page at /demo.");

  public static final Setting<Optional<Path>> DATA_DIR =
      open(
          "DATA_DIR",
          Kind.path("a folder that this server may write to"),
          "",
          BASICS,
          "Holds the secrets that the server made up; the folder data beside the program unless"
              + " set.");

  public static final Setting<Optional<Path>> CONFIG_FILE =
      open(
          "CONFIG_FILE",
          Kind.path("a file of lines NAME=value"),
          "",
          BASICS,
          "A file of settings, one NAME=value a line.");

  public static final Setting<List<String>> ALLOWED_ORIGINS =
      open(
          "ALLOWED_ORIGINS",
          Kind.list("origins like https://example.org, separated by commas, or *", Kind::origin),
          "*",
          NETWORK,
          "The web pages that may connect, by scheme, host and port.");

  public static final Setting<OptionalInt> MAX_CONNECTIONS =
      open(
          "MAX_CONNECTIONS",
          Kind.limit(10 * MILLION),
          "off",
          LIMITS,
          "Open connections in all; further ones get 503.");

  public static final Setting<OptionalInt> MAX_CONNECTIONS_PER_ADDRESS =
      open(
          "MAX_CONNECTIONS_PER_ADDRESS",
          Kind.limit(10 * MILLION),
          "off",
          LIMITS,
          "Open connections from one address; further ones get 429.");

  public static final Setting<List<String>> TRUSTED_PROXIES =
      open(
          "TRUSTED_PROXIES",
          Kind.list("addresses or networks like 10.0.0.0/8, separated by commas", Kind::network),
          "",
          NETWORK,
          "The proxies whose X-Forwarded-For is believed.");

  public static final Setting<Boolean> PROXY_PROTOCOL =
      open(
          "PROXY_PROTOCOL",
          Kind.flag(),
          "off",
          NETWORK,
          "Expects each connection from TRUSTED_PROXIES to begin with a PROXY protocol header.");

  public static final Setting<Boolean> COMPRESSION =
      open(
          "COMPRESSION",
          Kind.flag(),
          "off",
          NETWORK,
          "Offers permessage-deflate to WebSocket clients: less traffic, more memory and CPU.");

  public static final Setting<Optional<Path>> TLS_CERT =
      open(
          "TLS_CERT",
          Kind.path("a PEM file with the certificate chain"),
          "",
          TLS,
          "The certificate chain; with TLS_KEY the port speaks HTTPS and WSS.");

  public static final Setting<Optional<Path>> TLS_KEY =
      open(
          "TLS_KEY",
          Kind.path("a PEM file with the private key"),
          "",
          TLS,
          "The certificate's private key.");

  public static final Setting<List<String>> ICE_SERVERS =
      secret(
          "ICE_SERVERS",
          Kind.iceServers(),
          CALLS,
          "STUN and TURN servers that every peer is told of, as browsers take them:"
              + " [{\"urls\":\"stun:stun.example.org\"}].");

  public static final Setting<List<String>> TURN_URLS =
      open(
          "TURN_URLS",
          Kind.list(
              "addresses like turn:turn.example.org:3478, separated by commas",
              IceServerList::turnUrl),
          "",
          CALLS,
          "TURN servers for which each peer gets a password of its own.");

  public static final Setting<Optional<String>> TURN_SECRET =
      secret(
          "TURN_SECRET",
          Kind.text("the static-auth-secret of coturn"),
          CALLS,
          "The secret that those TURN servers share with this one.");

  public static final Setting<Integer> MAX_MESSAGE_BYTES =
      open(
          "MAX_MESSAGE_BYTES",
          Kind.bytes(1024, 64 << 20),
          "262144",
          LIMITS,
          "One message; 16384 before CONNECT was accepted.");

  public static final Setting<Integer> MAX_PAYLOAD_BYTES =
      open(
          "MAX_PAYLOAD_BYTES",
          Kind.bytes(2, 64 << 20),
          "8192",
          LIMITS,
          "The fields payload and peerinfo, each, as JSON text.");

  public static final Setting<Integer> MAX_ROOM_NAME =
      open(
          "MAX_ROOM_NAME",
          Kind.number(1, 4096),
          "128",
          LIMITS,
          "Characters of a room's name; a made-up name has 36.");

  public static final Setting<Integer> MAX_ROOMS_PER_PEER =
      open(
          "MAX_ROOMS_PER_PEER",
          Kind.number(1, 10_000),
          "16",
          LIMITS,
          "Rooms that one peer may be in or wait at.");

  public static final Setting<Integer> MAX_ROOM_MEMBERS =
      open("MAX_ROOM_MEMBERS", Kind.number(1, 10_000), "100", LIMITS, "Members of one room.");

  public static final Setting<Integer> MAX_ROOM_CANDIDATES =
      open(
          "MAX_ROOM_CANDIDATES",
          Kind.number(1, 10_000),
          "100",
          LIMITS,
          "Peers that wait for the answer of one room's owner.");

  public static final Setting<Integer> REQUEST_RATE =
      open(
          "REQUEST_RATE",
          Kind.number(0, MILLION),
          "20",
          LIMITS,
          "Requests a second and socket, relays apart; 0 is off.");

  public static final Setting<Integer> REQUEST_BURST =
      open(
          "REQUEST_BURST",
          Kind.number(1, MILLION),
          "60",
          LIMITS,
          "Requests that a socket may save up.");

  public static final Setting<Integer> RELAY_RATE =
      open(
          "RELAY_RATE",
          Kind.number(0, MILLION),
          "100",
          LIMITS,
          "Relays a second and socket; 0 is off.");

  public static final Setting<Integer> RELAY_BURST =
      open(
          "RELAY_BURST",
          Kind.number(1, MILLION),
          "500",
          LIMITS,
          "Relays that a socket may save up.");

  public static final Setting<Integer> MAX_UNSENT_BYTES =
      open(
          "MAX_UNSENT_BYTES",
          Kind.bytes(4096, 1 << 30),
          "1048576",
          LIMITS,
          "Output that a peer doesn't take; then it is cut off.");

  public static final Setting<OptionalInt> MANAGEMENT_PORT =
      open(
          "MANAGEMENT_PORT",
          Kind.port(),
          "off",
          OPERATION,
          "The port for metrics and health; 0 picks a free one.");

  public static final Setting<String> MANAGEMENT_HOST =
      open(
          "MANAGEMENT_HOST",
          Kind.host(),
          "127.0.0.1",
          OPERATION,
          "The address that port listens on; it has no password, so keep it from the world.");

  public static final Setting<LogFormat> LOG_FORMAT =
      open(
          "LOG_FORMAT",
          Kind.choice(LogFormat.class),
          "text",
          OPERATION,
          "Lines of the log for people (text) or for programs (json).");

  public static final Setting<LogLevel> LOG_LEVEL =
      open(
          "LOG_LEVEL",
          Kind.choice(LogLevel.class),
          "info",
          OPERATION,
          "What is worth a line; debug tells of each client that breaks a protocol.");

  public static final Setting<Boolean> LOG_TRAIL =
      open(
          "LOG_TRAIL",
          Kind.flag(),
          "off",
          OPERATION,
          "A line for each step of each peer, with the ids of peer and room to search for.");

  private static final List<Setting<?>> OURS =
      List.of(
          APP_PORT,
          APP_HOST,
          APP_SECRET,
          APP_PASS,
          TimeSettings.TOKEN_LIFETIME,
          REDIS_URL,
          REDIS_PREFIX,
          REDIS_CA,
          ROOM_SCOPE,
          DEMO,
          DATA_DIR,
          CONFIG_FILE,
          ALLOWED_ORIGINS,
          TRUSTED_PROXIES,
          PROXY_PROTOCOL,
          COMPRESSION,
          NODE_NAME,
          TLS_CERT,
          TLS_KEY,
          ICE_SERVERS,
          TURN_URLS,
          TURN_SECRET,
          TimeSettings.TURN_TTL,
          MAX_MESSAGE_BYTES,
          MAX_PAYLOAD_BYTES,
          MAX_ROOM_NAME,
          MAX_ROOMS_PER_PEER,
          MAX_ROOM_MEMBERS,
          MAX_ROOM_CANDIDATES,
          REQUEST_RATE,
          REQUEST_BURST,
          RELAY_RATE,
          RELAY_BURST,
          MAX_UNSENT_BYTES,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          TimeSettings.REQUEST_TIMEOUT,
          TimeSettings.IDLE_TIMEOUT,
          TimeSettings.UPGRADE_TIMEOUT,
          TimeSettings.MESSAGE_TIMEOUT,
          TimeSettings.CONNECT_TIMEOUT,
          TimeSettings.AUTH_TIMEOUT,
          TimeSettings.DRAIN_TIMEOUT,
          TimeSettings.RESUME_WINDOW,
          TimeSettings.NODE_LEASE,
          TimeSettings.PING_INTERVAL,
          TimeSettings.PING_TIMEOUT,
          MANAGEMENT_PORT,
          MANAGEMENT_HOST,
          LOG_FORMAT,
          LOG_LEVEL,
          LOG_TRAIL);

  public static final List<Setting<?>> ALL =
      Stream.of(OURS, TelemetrySettings.ALL).<Setting<?>>flatMap(List::stream).toList();

  private Settings() {}
}
