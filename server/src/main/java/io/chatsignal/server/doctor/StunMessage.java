package io.chatsignal.server.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As much of STUN (RFC 8489) and TURN (RFC 8656) as one allocation takes. */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record StunMessage(int type, byte[] transaction, Map<Integer, byte[]> attributes) {

  static final int ALLOCATE = 0x0003;
  static final int REFRESH = 0x0004;
  static final int SUCCESS = 0x0100;
  static final int ERROR = 0x0110;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int LIFETIME = 0x000D;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int REQUESTED_TRANSPORT = 0x0019;

  static final int HEAD_BYTES = 20;
  private static final int COOKIE = 0x2112A442;
  private static final int TRANSACTION_BYTES = 12;
  private static final int INTEGRITY_BYTES = 20;
  private static final int PLACE_OF_LENGTH = 2;

  static StunMessage request(int type, byte[] transaction) {
    return new StunMessage(type, transaction, new LinkedHashMap<>());
  }

  StunMessage with(int attribute, byte[] value) {
    attributes.put(attribute, value);
    return this;
  }

  StunMessage with(int attribute, String value) {
    return with(attribute, value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] encode() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    attributes.forEach((attribute, value) -> {
      byte[] padded = new byte[4 + (value.length + 3) / 4 * 4];
      ByteBuffer.wrap(padded)
          .putShort(attribute.shortValue())
          .putShort((short) value.length)
          .put(value);
      body.writeBytes(padded);
    });
    return ByteBuffer.allocate(HEAD_BYTES + body.size())
        .putShort((short) type)
        .putShort((short) body.size())
        .putInt(COOKIE)
        .put(transaction)
        .put(body.toByteArray())
        .array();
  }

  /** Proves, by a long-term credential, who sends it. The length counts the proof already. */
  byte[] encodeSigned(String username, String realm, String password)
      throws GeneralSecurityException {
    byte[] unsigned = encode();
    int length = unsigned.length - HEAD_BYTES + 4 + INTEGRITY_BYTES;
    ByteBuffer.wrap(unsigned).putShort(PLACE_OF_LENGTH, (short) length);
    String identity = username + ":" + realm + ":" + password;
    byte[] key = MessageDigest.getInstance("MD5").digest(identity.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
    return ByteBuffer.allocate(unsigned.length + 4 + INTEGRITY_BYTES)
        .put(unsigned)
        .putShort((short) MESSAGE_INTEGRITY)
        .putShort((short) INTEGRITY_BYTES)
        .put(mac.doFinal(unsigned))
        .array();
  }

  static StunMessage decode(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < HEAD_BYTES || buffer.getInt(4) != COOKIE) {
      throw new IOException("an answer that is not TURN");
    }
    byte[] transaction = Arrays.copyOfRange(bytes, 8, 8 + TRANSACTION_BYTES);
    int type = Short.toUnsignedInt(buffer.getShort());
    Map<Integer, byte[]> attributes = new LinkedHashMap<>();
    buffer.position(HEAD_BYTES);
    while (buffer.remaining() >= 4) {
      int attribute = Short.toUnsignedInt(buffer.getShort());
      int length = Short.toUnsignedInt(buffer.getShort());
      if (length > buffer.remaining()) {
        throw new IOException("an answer that is cut short");
      }
      byte[] value = new byte[length];
      buffer.get(value);
      buffer.position(Math.min(buffer.limit(), (buffer.position() + 3) / 4 * 4));
      attributes.putIfAbsent(attribute, value);
    }
    return new StunMessage(type, transaction, attributes);
  }

  String text(int attribute) {
    return new String(bytes(attribute), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int attribute) {
    return Optional.ofNullable(attributes.get(attribute)).orElse(new byte[0]);
  }

  /** Three digits, or 0 where it is no refusal. */
  int errorCode() {
    byte[] value = bytes(ERROR_CODE);
    return value.length < 4 ? 0 : (value[2] & 7) * 100 + value[3];
  }
}
