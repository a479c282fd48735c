package io.chatsignal.server.doctor;

import io.chatsignal.server.ice.TurnAccess;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Allocates a relay on each TURN server, with a password as a peer would get it. */
record TurnCheck(TurnAccess access, InstantSource clock) implements Check {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] UDP = {17, 0, 0, 0};
  private static final int UNAUTHORIZED = 401;

  @Override
  public List<Finding> findings() {
    return access.urls().stream().map(this::finding).toList();
  }

  private Finding finding(String url) {
    String subject = "TURN";
    try (TurnConversation conversation = TurnConversation.with(TurnUrl.parse(url))) {
      StunMessage challenge = conversation.ask(allocate().encode());
      if (challenge.errorCode() != UNAUTHORIZED) {
        return Finding.broken(
            subject,
            "%s asks for no password, so it does not share TURN_SECRET: coturn takes use-auth-secret and static-auth-secret."
                .formatted(url));
      }
      return judge(url, allocated(conversation, challenge));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException failure) {
      return Finding.broken(
          subject,
          "%s can't be reached (%s): is it running, and does the firewall let it through?"
              .formatted(url, failure.getMessage()));
    }
  }

  private static StunMessage allocate() {
    byte[] transaction = new byte[12];
    RANDOM.nextBytes(transaction);
    return StunMessage.request(StunMessage.ALLOCATE, transaction)
        .with(StunMessage.REQUESTED_TRANSPORT, UDP);
  }

  private StunMessage allocated(TurnConversation conversation, StunMessage challenge)
      throws IOException, GeneralSecurityException {
    String username = access.username("doctor", clock.instant().getEpochSecond());
    String realm = challenge.text(StunMessage.REALM);
    byte[] request =
        allocate()
            .with(StunMessage.USERNAME, username)
            .with(StunMessage.REALM, realm)
            .with(StunMessage.NONCE, challenge.text(StunMessage.NONCE))
            .encodeSigned(username, realm, access.credential(username));
    return conversation.ask(request);
  }

  private static Finding judge(String url, StunMessage answer) {
    if (answer.type() == StunMessage.ALLOCATE + StunMessage.SUCCESS) {
      return Finding.good("TURN", url + " gave us a relay.");
    }
    if (answer.errorCode() == UNAUTHORIZED) {
      return Finding.broken(
          "TURN",
          url
              + " refuses our password: TURN_SECRET has to be its static-auth-secret, and both"
              + " clocks right.");
    }
    return Finding.broken(
        "TURN", "%s refuses a relay, with code %d.".formatted(url, answer.errorCode()));
  }
}
