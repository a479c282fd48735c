package io.chatsignal.signaling;

import java.util.List;

/** What a {@link RoomCommand} did to a room. */
public sealed interface Step {

  /** What others are to be told, in this order. */
  List<Delivery> deliveries();

  /** The room goes on, one version further. */
  record Changed(Room room, List<Delivery> deliveries) implements Step {
    public Changed {
      deliveries = List.copyOf(deliveries);
    }
  }

  /** Its last member has left: there is no such room any more. */
  record Ended(List<Delivery> deliveries) implements Step {
    public Ended {
      deliveries = List.copyOf(deliveries);
    }
  }

  /** What was asked for is so already. */
  record Unchanged(Room room) implements Step {
    @Override
    public List<Delivery> deliveries() {
      return List.of();
    }
  }

  record Refused(Rejection rejection) implements Step {
    @Override
    public List<Delivery> deliveries() {
      return List.of();
    }
  }
}
