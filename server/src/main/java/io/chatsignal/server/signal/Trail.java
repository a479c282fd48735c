package io.chatsignal.server.signal;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.server.log.LogSetup;
import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.PeerId;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What became of one peer or one room, step by step, for whoever looks for its id in the log. Says
 * who, where and with what outcome; never what they said to each other, nor a token.
 */
final class Trail {
  private static final Logger LOG = LoggerFactory.getLogger(LogSetup.TRAIL);

  private Trail() {}

  static void entered(PeerId peer, String address) {
    if (LOG.isInfoEnabled()) {
      line(peer).addKeyValue("address", address).log("entered");
    }
  }

  static void answered(PeerId peer, ClientEvent event, String room, Answer answer) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    LoggingEventBuilder line = line(peer);
    if (!room.isEmpty()) {
      line = line.addKeyValue("room", room);
    }
    line.addKeyValue("outcome", Outcome.of(answer)).log(event.wireName());
  }

  static void departed(PeerId peer) {
    if (LOG.isInfoEnabled()) {
      line(peer).log("went on to another node");
    }
  }

  static void arrived(PeerId peer, String address) {
    if (LOG.isInfoEnabled()) {
      line(peer).addKeyValue("address", address).log("came from another node");
    }
  }

  static void left(PeerId peer, CloseReason reason) {
    if (LOG.isInfoEnabled()) {
      line(peer).addKeyValue("reason", reason.name().toLowerCase(Locale.ROOT)).log("left");
    }
  }

  private static LoggingEventBuilder line(PeerId peer) {
    return LOG.atInfo().addKeyValue("peer", peer.value());
  }
}
