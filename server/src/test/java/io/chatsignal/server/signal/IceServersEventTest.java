package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.server.ice.IceServers;
import io.chatsignal.server.ice.TurnAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServersEventTest {
  private static final IceServers STUN =
      new IceServers(List.of("{\"urls\":[\"stun:s\"]}"), Optional.empty());
  private static final IceServers TURN =
      new IceServers(
          List.of(),
          Optional.of(new TurnAccess(List.of("turn:t"), "north", Duration.ofSeconds(100))));

  private final Wire wire = new Wire();

  @Test
  void authAcceptCarriesTheServers() {
    wire.service.offer(STUN);
    Wire.Client ann = wire.connect("ann");
    ann.emitRaw("auth-request", "\"" + Wire.APP_TOKEN + "\"");
    assertThat(ann.told().getFirst()).endsWith(",'ice_servers':[{'urls':['stun:s']}]}");
  }

  @Test
  void serversThatDoNotExpireAreToldOnce() {
    wire.service.offer(STUN);
    Wire.Client ann = wire.enter("ann");
    pass(Duration.ofDays(30));
    assertThat(ann.told()).isEmpty();
  }

  @Test
  void newPasswordComesBeforeTheOldOneExpiresAndAgainAfterThat() {
    wire.service.offer(TURN);
    Wire.Client ann = wire.enter("ann");
    pass(Duration.ofSeconds(74));
    assertThat(ann.told()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(ann.told())
        .singleElement()
        .asString()
        .startsWith("ice-servers {'ice_servers':[{'urls':['turn:t'],'username':'1800000175:ann',");
    pass(Duration.ofSeconds(75));
    assertThat(ann.told()).singleElement().asString().contains("'1800000250:ann'");
  }

  @Test
  void peerThatHasNotAuthenticatedIsToldNothing() {
    wire.service.offer(TURN);
    Wire.Client ann = wire.connect("ann");
    pass(Duration.ofSeconds(80));
    assertThat(ann.told()).isEmpty();
  }

  private void pass(Duration time) {
    wire.nanos += time.toNanos();
    wire.epochSeconds += time.toSeconds();
    wire.service.renewIceServers();
  }
}
