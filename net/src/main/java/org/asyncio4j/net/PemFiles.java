package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Certificates and keys in PEM files (RFC 7468). Both may be in one file.
final class PemFiles {
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PemFiles() {}

  /// A key, and the certificates from its own up to one that others know.
  record Identity(PrivateKey key, List<X509Certificate> chain) {}

  private record Block(String label, String base64) {
    byte[] content(Path file) throws SSLException {
      try {
        return Base64.getMimeDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new SSLException("the block '" + label + "' in " + file + " is not Base64", e);
      }
    }
  }

  static Identity identity(Path chainFile, Path keyFile, char @Nullable [] password)
      throws IOException {
    List<X509Certificate> chain = certificates(chainFile);
    PrivateKey key = key(keyFile, password);
    if (!belongTogether(key, chain.getFirst())) {
      throw new SSLException(
          "the key in "
              + keyFile
              + " does not belong to the first certificate in "
              + chainFile
              + ", of "
              + chain.getFirst().getSubjectX500Principal());
    }
    return new Identity(key, chain);
  }

  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label.equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.content(file))));
        } catch (GeneralSecurityException e) {
          throw new SSLException("a certificate in " + file + " is malformed", e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new SSLException("there is no certificate in " + file + ": it must be a PEM file");
    }
    return certificates;
  }

  private static PrivateKey key(Path file, char @Nullable [] password) throws IOException {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return key(file, new PKCS8EncodedKeySpec(block.content(file)));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          if (password == null) {
            throw new SSLException("the key in " + file + " is encrypted: give its password");
          }
          return key(file, decrypt(file, block.content(file), password));
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw new SSLException(
                "the key in "
                    + file
                    + " is in the old form '"
                    + block.label
                    + "': convert it with 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'");
        default -> {} // certificates may be here too
      }
    }
    throw new SSLException("there is no private key in " + file + ": it must be a PEM file");
  }

  private static PrivateKey key(Path file, PKCS8EncodedKeySpec encoded) throws SSLException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // of another kind
      } catch (GeneralSecurityException e) {
        throw new SSLException("this JDK has no " + algorithm + " keys", e);
      }
    }
    throw new SSLException("the key in " + file + " is malformed, or not one of " + KEY_ALGORITHMS);
  }

  private static PKCS8EncodedKeySpec decrypt(Path file, byte[] encrypted, char[] password)
      throws IOException {
    PBEKeySpec secret = new PBEKeySpec(password);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
      // for PBES2 the parameters know the name, and the information does not
      String algorithm = String.valueOf(info.getAlgParameters());
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(secret),
          info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (GeneralSecurityException e) {
      throw new SSLException(
          "the key in " + file + " cannot be decrypted: is its password right?", e);
    } finally {
      secret.clearPassword();
    }
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
      throws SSLException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> null;
        };
    if (algorithm == null) {
      return true; // the handshake will tell
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
      return false; // of another kind
    } catch (GeneralSecurityException e) {
      throw new SSLException("this JDK cannot sign with " + algorithm, e);
    }
  }

  private static List<Block> blocks(Path file) throws IOException {
    String text = Files.readString(file, ISO_8859_1);
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf("-----BEGIN ");
    while (at >= 0) {
      int labelEnd = text.indexOf("-----", at + 11);
      String label = labelEnd < 0 ? "" : text.substring(at + 11, labelEnd);
      int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + "-----", labelEnd);
      if (end < 0) {
        throw new SSLException("a block in " + file + " does not end: is the file complete?");
      }
      blocks.add(new Block(label, text.substring(labelEnd + 5, end)));
      at = text.indexOf("-----BEGIN ", end);
    }
    return blocks;
  }
}
