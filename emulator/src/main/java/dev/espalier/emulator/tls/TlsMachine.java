package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider;
import dev.espalier.hal.port.TlsServerSetup;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** Makes engines and reads certificates. One per board, or per peer on a simulated network. */
public final class TlsMachine implements TlsProvider {
  private final IntSupplier random;
  private final KeyLog keyLog;
  private @Nullable JcaTlsCrypto crypto;
  private @Nullable RootList roots;

  /**
   * Makes a machine that has done nothing yet.
   *
   * @param random gives 32 random bits each time; with the same bits a handshake has the same bytes
   */
  public TlsMachine(IntSupplier random) {
    this(random, null);
  }

  /**
   * Makes a machine whose secrets are written down, for decrypting captures.
   *
   * @param random gives 32 random bits each time
   * @param keyLog gets a line per handshake, in the format of {@code SSLKEYLOGFILE}, before any
   *     record that its secret encrypts; null for nobody
   */
  public TlsMachine(IntSupplier random, @Nullable Consumer<String> keyLog) {
    this.random = random;
    this.keyLog = new KeyLog(keyLog);
  }

  @Override
  public Parsed<Certificates> certificates(byte[] buffer) {
    return CertificateList.parse(buffer);
  }

  @Override
  public Parsed<SigningKey> key(byte[] buffer, byte @Nullable [] password) {
    return PrivateKeys.parse(buffer, password);
  }

  @Override
  public Roots roots() {
    if (roots == null) {
      roots = RootList.ofJdk();
    }
    return roots;
  }

  @Override
  public @Nullable Roots roots(byte[] bundle, int countMax) {
    return RootList.read(bundle, countMax);
  }

  @Override
  public TicketKeys ticketKeys(int lifetimeSeconds) {
    return new TicketStore(lifetimeSeconds);
  }

  @Override
  public TlsEngine client(TlsClientSetup setup) {
    return new ClientEngine(setup, crypto());
  }

  @Override
  public ServerEngine server(TlsServerSetup setup) {
    return new ServerEngine(setup, crypto());
  }

  /** Made late: a firmware without TLS does not pay for it at start. */
  private JcaTlsCrypto crypto() {
    if (crypto == null) {
      crypto = BoardCrypto.of(random, keyLog);
    }
    return crypto;
  }
}
