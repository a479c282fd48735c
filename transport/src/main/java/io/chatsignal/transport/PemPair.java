package io.chatsignal.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A certificate chain, the server's own first, and the private key that belongs to it. Netty would
 * take any two files, and fail at the first handshake.
 */
record PemPair(List<X509Certificate> chain, PrivateKey key) {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /**
   * Reads both files.
   *
   * @throws IOException if that can't be done, or they don't belong together
   */
  static PemPair read(SocketServerConfig.Tls files) throws IOException {
    List<X509Certificate> chain = readChain(files);
    byte[] encoded = readKey(files);
    try {
      PublicKey expected = chain.getFirst().getPublicKey();
      PrivateKey key =
          KeyFactory.getInstance(expected.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongTogether(expected, key)) {
        return new PemPair(chain, key);
      }
    } catch (GeneralSecurityException e) {
      // A key of another algorithm than the certificate's.
    }
    throw new IOException(
        "the key " + files.key() + " is not the one of the certificate " + files.certificate());
  }

  private static List<X509Certificate> readChain(SocketServerConfig.Tls files) throws IOException {
    byte[] pem = read(files.certificate());
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw new IOException(files.certificate() + " holds a certificate that can't be read", e);
    }
    throw new IOException(files.certificate() + " holds no certificate (BEGIN CERTIFICATE)");
  }

  private static byte[] readKey(SocketServerConfig.Tls files) throws IOException {
    String pem = new String(read(files.key()), StandardCharsets.ISO_8859_1);
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END, Math.max(begin, 0));
    if (begin < 0 || end < 0) {
      throw new IOException(
          files.key()
              + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nocrypt"
              + " makes one of others");
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
    } catch (IllegalArgumentException e) {
      throw new IOException(files.key() + " holds a key that is no Base64", e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  private static boolean belongTogether(PublicKey expected, PrivateKey key)
      throws GeneralSecurityException {
    if (expected instanceof RSAKey one && key instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    byte[] word = "Do these two belong together?".getBytes(StandardCharsets.US_ASCII);
    Signature signature =
        Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
    signature.initSign(key);
    signature.update(word);
    byte[] signed = signature.sign();
    signature.initVerify(expected);
    signature.update(word);
    return signature.verify(signed);
  }
}
