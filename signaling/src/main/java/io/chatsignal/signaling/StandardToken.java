package io.chatsignal.signaling;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/** JWTs signed with HMAC-SHA256, and with nothing else. */
final class StandardToken {
  private static final JWSHeader HEADER =
      new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

  private StandardToken() {}

  static String issue(JWTClaimsSet claims, TokenKeys.Key key) {
    SignedJWT token = new SignedJWT(HEADER, claims);
    try {
      token.sign(new MACSigner(key.standard()));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a checked key can't sign", impossible);
    }
    return token.serialize();
  }

  static Optional<JWTClaimsSet> verify(List<String> parts, List<TokenKeys.Key> keys) {
    // The library takes padding and stray bits too, so that one token would have several texts.
    if (!parts.stream().allMatch(StandardToken::isCanonical) || !isObject(parts.getFirst())) {
      return Optional.empty();
    }
    try {
      SignedJWT token =
          new SignedJWT(
              new Base64URL(parts.get(0)),
              new Base64URL(parts.get(1)),
              new Base64URL(parts.get(2)));
      return isSigned(token, keys) ? Optional.of(token.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException notAToken) {
      return Optional.empty();
    }
  }

  private static boolean isCanonical(String part) {
    return Base64URL.encode(new Base64URL(part).decode()).toString().equals(part);
  }

  /** The library fails on a header that is null. */
  private static boolean isObject(String header) {
    return new Base64URL(header).decodeToString().startsWith("{");
  }

  private static boolean isSigned(SignedJWT token, List<TokenKeys.Key> keys) throws JOSEException {
    if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())) {
      return false;
    }
    boolean signed = false;
    for (TokenKeys.Key key : keys) {
      signed |= token.verify(new MACVerifier(key.standard()));
    }
    return signed;
  }
}
