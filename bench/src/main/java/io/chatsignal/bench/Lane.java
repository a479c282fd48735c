package io.chatsignal.bench;

/** One direction of a pair: numbered candidates from one peer to the other, in order. */
final class Lane {
  /** What takes the candidates; a peer's connection, or a test's. */
  interface Outlet {
    /** False while earlier bytes wait. */
    boolean free();

    void send(long number);
  }

  private static final Outlet NOWHERE =
      new Outlet() {
        @Override
        public boolean free() {
          return false;
        }

        @Override
        public void send(long number) {}
      };

  private Outlet outlet;
  private int placeHint = -1;
  private int index;
  private long owed;
  private long sent;
  private long received;

  /** Carries nothing until it is told what. */
  Lane() {
    this(NOWHERE);
  }

  Lane(Outlet outlet) {
    this.outlet = outlet;
  }

  void carry(Peer sender, Candidate candidate) {
    outlet =
        new Outlet() {
          @Override
          public boolean free() {
            return !sender.connection().clogged();
          }

          @Override
          public void send(long number) {
            sender.connection().send(candidate.numbered(number));
          }
        };
  }

  /** Its place among the lanes of the load. */
  int index() {
    return index;
  }

  void index(int place) {
    index = place;
  }

  /** The number of the candidate just sent. */
  long send() {
    outlet.send(sent);
    return sent++;
  }

  /** One more is due; it goes as soon as the connection takes it. */
  void owe() {
    owed++;
  }

  void pay() {
    while (sent < owed && outlet.free()) {
      send();
    }
  }

  /** Reads the number of an arrived candidate: the next in order, or a finding. */
  long number(Message message) {
    placeHint = message.find(Candidate.MARKER, placeHint);
    return placeHint < 0
        ? -1
        : message.digits(placeHint + Candidate.MARKER.length, Candidate.DIGITS);
  }

  /** True if it is the one that had to come next. */
  boolean received(long number) {
    boolean expected = number == received;
    received = Math.max(received, number + 1);
    return expected;
  }

  long underWay() {
    return sent - received;
  }

  /** Due, but never taken by the connection. */
  long backlog() {
    return Math.max(0, owed - sent);
  }

  void forgetBacklog() {
    owed = sent;
  }
}
