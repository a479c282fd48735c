package io.chatsignal.server.ice;

import io.chatsignal.socketio.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * What peers are told of STUN and TURN.
 *
 * @param fixed servers that are the same for everybody, each as a JSON object
 * @param turn servers with a password of its own for each peer
 */
public record IceServers(List<String> fixed, Optional<TurnAccess> turn) {

  private static final Collector<CharSequence, ?, String> ARRAY = Collectors.joining(",", "[", "]");

  public static final IceServers NONE = new IceServers(List.of(), Optional.empty());

  public IceServers {
    fixed = List.copyOf(fixed);
  }

  public boolean isEmpty() {
    return fixed.isEmpty() && turn.isEmpty();
  }

  /** How long after the grant a new one is due; empty where nothing expires. */
  public Optional<Duration> renewal() {
    return turn.map(access -> access.lifetime().multipliedBy(3).dividedBy(4));
  }

  /** The servers for one peer, as browsers take them: a JSON array. */
  public String jsonFor(String peer, long epochSeconds) {
    StringBuilder json = new StringBuilder("[").append(String.join(",", fixed));
    turn.ifPresent(access -> {
      String username = access.username(peer, epochSeconds);
      json.append(fixed.isEmpty() ? "" : ",")
          .append("{\"urls\":")
          .append(access.urls().stream().map(JsonText::quote).collect(ARRAY))
          .append(",\"username\":")
          .append(JsonText.quote(username))
          .append(",\"credential\":")
          .append(JsonText.quote(access.credential(username)))
          .append('}');
    });
    return json.append(']').toString();
  }

  /** Passwords stay out of logs. */
  @Override
  public String toString() {
    return "IceServers[fixed=" + fixed.size() + ", turn=" + turn + "]";
  }
}
