package io.chatsignal.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * One relay of an ICE candidate, framed and masked once. Its foundation, ten digits in a real
 * candidate, carries the number of the message: only these ten bytes change from one to the next.
 */
final class Candidate {
  static final byte[] MARKER = "\"candidate:".getBytes(UTF_8);
  static final int DIGITS = 10;
  private static final String PLACE = "0000000000";

  private final byte[] frame;
  private final ByteBuffer view;
  private final int mask;
  private final int payloadAt;
  private final int digitsAt;

  private Candidate(byte[] payload, int mask) {
    this.mask = mask;
    payloadAt = Frames.headerLength(payload.length);
    digitsAt = indexOf(payload) + MARKER.length;
    frame = Frames.masked(Frames.TEXT, payload, mask);
    view = ByteBuffer.wrap(frame);
  }

  /**
   * A relay as a client library writes it.
   *
   * @param grown bytes added to the candidate's text, which has about 230 by itself
   */
  static Candidate relay(String sessionToken, String room, String to, int grown, int mask) {
    String text =
        """
        42["relay-ice-candidate",{"auth":"%s","to":"%s","peer_id":"%s","room":"%s",\
        "ice_candidate":{"candidate":"candidate:%s 1 udp 2122260223 192.168.178.27 62375 typ host \
        generation 0 ufrag IEYX network-id 1 network-cost 10%s","sdpMid":"0","sdpMLineIndex":0,\
        "usernameFragment":"IEYX"}}]\
        """
            .formatted(sessionToken, to, to, room, PLACE, "x".repeat(grown));
    return new Candidate(text.getBytes(UTF_8), mask);
  }

  private static int indexOf(byte[] payload) {
    String text = new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.indexOf(new String(MARKER, UTF_8) + PLACE);
  }

  /** The frame with that number; valid until the next call. */
  ByteBuffer numbered(long number) {
    long rest = number;
    for (int i = DIGITS - 1; i >= 0; i--) {
      int at = digitsAt + i;
      frame[payloadAt + at] = (byte) (('0' + rest % 10) ^ Frames.maskByte(mask, at));
      rest /= 10;
    }
    return view.clear();
  }

  int length() {
    return frame.length;
  }
}
