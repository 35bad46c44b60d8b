package dev.espalier.emulator.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import org.bouncycastle.tls.DefaultTlsKeyExchangeFactory;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsDHEKeyExchange;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsDHUtils;
import org.bouncycastle.tls.TlsKeyExchange;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsPSKKeyExchange;
import org.bouncycastle.tls.TlsUtils;

/** The library's key exchanges, with mbedTLS's ways where they differ. */
final class KeyExchanges extends DefaultTlsKeyExchangeFactory {
  private final SecureRandom random;

  KeyExchanges(SecureRandom random) {
    this.random = random;
  }

  @Override
  public TlsKeyExchange createECDHKeyExchange(int keyExchange) {
    return new StaticEcdh(keyExchange, random);
  }

  @Override
  public TlsKeyExchange createDHEKeyExchangeClient(int keyExchange, TlsDHGroupVerifier verifier) {
    return new AnyPrime(keyExchange, verifier);
  }

  @Override
  public TlsKeyExchange createPSKKeyExchangeClient(
      int keyExchange, TlsPSKIdentity identity, TlsDHGroupVerifier verifier) {
    return new AnyPrimeAndSecret(keyExchange, identity, verifier);
  }

  /**
   * Lets the library take one of RFC 7919's groups, which it takes as the answer to an offer alone:
   * mbedTLS asks for none, and any prime that is long enough will do for it.
   *
   * @param start stands before the prime
   */
  private static void expectPrime(TlsContext context, InputStream start) throws IOException {
    int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (offered == null || offered.length == 0) {
      return;
    }
    int bits = TlsDHUtils.readDHParameter(start).bitLength();
    for (int group = NamedGroup.ffdhe2048; group <= NamedGroup.ffdhe8192; group++) {
      if (NamedGroup.getFiniteFieldBits(group) == bits) {
        offered[0] = group; // no curve is asked for any more in this handshake
      }
    }
  }

  private static final class AnyPrime extends TlsDHEKeyExchange {
    AnyPrime(int keyExchange, TlsDHGroupVerifier verifier) {
      super(keyExchange, verifier);
    }

    @Override
    public void processServerKeyExchange(InputStream input) throws IOException {
      byte[] message = input.readAllBytes();
      expectPrime(context, new ByteArrayInputStream(message));
      super.processServerKeyExchange(new ByteArrayInputStream(message));
    }
  }

  private static final class AnyPrimeAndSecret extends TlsPSKKeyExchange {
    AnyPrimeAndSecret(int keyExchange, TlsPSKIdentity identity, TlsDHGroupVerifier verifier) {
      super(keyExchange, identity, verifier);
    }

    @Override
    public void processServerKeyExchange(InputStream input) throws IOException {
      byte[] message = input.readAllBytes();
      if (keyExchange == KeyExchangeAlgorithm.DHE_PSK) {
        InputStream start = new ByteArrayInputStream(message);
        byte[] hint = TlsUtils.readOpaque16(start);
        assert hint != null;
        expectPrime(context, start);
      }
      super.processServerKeyExchange(new ByteArrayInputStream(message));
    }
  }
}
