package io.chatsignal.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.redis.Hop;
import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that goes on at another node. */
class DepartureTest {
  private final Wire wire = new Wire();
  private final List<String> left = new ArrayList<>();

  private final class Watch implements RequestWatch {
    @Override
    public void began(PeerId peer, String event, long startNanos) {}

    @Override
    public void answered(Peer peer, long startNanos, String room, Answer answer) {}

    @Override
    public void left(PeerId peer) {
      left.add(peer.value());
    }

    @Override
    public RoomStore watched(RoomStore shared) {
      return shared;
    }
  }

  @Test
  void isNotWatchedAnyMore() {
    wire.service.watch(new Watch());
    Wire.Client ann = wire.enter("ann");
    ann.handler().goOn(new Hop(1, _ -> {}));
    assertThat(left).containsExactly("ann");
  }

  @Test
  void isFollowedByWhatIsSaidToItAndByNothingElse() {
    Wire.Client ann = wire.enter("ann");
    Wire.Client bob = wire.enter("bob");
    wire.gather("den", ann, bob);
    List<PeerEvent.Relayed> onward = new ArrayList<>();
    bob.handler().goOn(new Hop(1, onward::add));
    assertThat(ann.ask("relay-message", "'room':'den','to':'bob','message':1"))
        .startsWith("{'ok':true");
    ann.emit("room-leave", "'room':'den'");
    assertThat(bob.told()).isEmpty();
    assertThat(onward).hasSize(1);
    assertThat(onward.getFirst().signal().content().json()).isEqualTo("1");
  }
}
