package io.chatsignal.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreachablePeerTest {
  private final World world = new World();

  @Test
  void aRelayToAPeerThatCantBeReachedIsRefused() {
    World.Seat ann = world.enter("ann");
    World.Seat bob = world.enter("bob");
    World.Seat cleo = world.enter("cleo");
    world.gather("den", ann, bob, cleo);
    world.cutOff(bob);
    Answer unreachable = new Answer.Refused(Rejection.UNREACHABLE);
    assertThat(ann.ask(ann.relay("den", bob.id(), "1"))).isEqualTo(unreachable);
    assertThat(ann.ask(ann.relayToAll("den", "2"))).isEqualTo(unreachable);
    assertThat(ann.ask(ann.relay("den", cleo.id(), "3"))).isEqualTo(new Answer.Done());
    assertThat(bob.read()).isEmpty();
    assertThat(cleo.read()).hasSize(1);
  }
}
