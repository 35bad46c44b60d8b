package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture of a connection over TLS, read as Wireshark reads it: from front to back. */
final class PcapDecryptionTest {
  private static final String SCENARIO =
      """
      firmware: Client.java
      sdkconfig:
        CONFIG_EXAMPLE_URI: wss://server/
        CONFIG_ESP_TLS_INSECURE: y
        CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY: y
      servers: [{tls: valid}]
      end: 3s
      """;
  private static final int AES_256_GCM_SHA384 = 0xC030;
  private static final int APPLICATION_DATA = 23;
  private static final int HEADERS = 40;

  private static final int CHANGE_CIPHER_SPEC = 20;

  @TempDir private Path folder;
  private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
  private final List<String> secrets = new ArrayList<>();
  private int clientBytesBeforeSecrets;

  @SuppressWarnings("ArrayRecordComponent") // taken apart, never compared
  private record TlsRecord(int type, int at, byte[] body) {}

  private void capture(String... options) throws IOException {
    Files.copy(Path.of("../../examples/scenarios/Client.java"), folder.resolve("Client.java"));
    Path scenario = Files.writeString(folder.resolve("wss.yaml"), SCENARIO);
    Path pcap = folder.resolve("run.pcapng");
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    List<String> args = new ArrayList<>(List.of("test", scenario.toString()));
    args.addAll(List.of("--pcap", pcap.toString()));
    args.addAll(List.of(options));
    int code = Main.run(writer, writer, args.toArray(String[]::new));
    assertEquals(0, code, out::toString);
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int type = in.getInt();
      byte[] body = new byte[in.getInt() - 12];
      in.get(body).getInt();
      take(type, ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private void take(int type, ByteBuffer body) {
    if (type == 10) {
      byte[] text = new byte[body.getInt(4)];
      body.get(8, text);
      secrets.add(new String(text, StandardCharsets.US_ASCII).strip());
      clientBytesBeforeSecrets = fromClient.size();
    } else if (type == 6) {
      byte[] packet = new byte[body.getInt(12)];
      body.get(20, packet);
      boolean client = (ByteBuffer.wrap(packet).getShort(20) & 0xFFFF) != 443;
      (client ? fromClient : fromServer).write(packet, HEADERS, packet.length - HEADERS);
    }
  }

  private static List<TlsRecord> records(ByteArrayOutputStream stream) {
    List<TlsRecord> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
    while (in.hasRemaining()) {
      int at = in.position();
      int type = in.get();
      assertEquals(3, in.get(), "a record of TLS");
      byte[] body = new byte[in.position(at + 3).getShort() & 0xFFFF];
      in.get(body);
      records.add(new TlsRecord(type, at, body));
    }
    return records;
  }

  private byte[] clientRandom() {
    return Arrays.copyOfRange(records(fromClient).getFirst().body(), 6, 38);
  }

  private static TlsRecord first(ByteArrayOutputStream stream, int type) {
    return records(stream).stream()
        .filter(record -> record.type() == type)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasTheSecretsOfTls13() throws IOException {
    capture("--profile", "component_1_8", "-D", "CONFIG_MBEDTLS_SSL_PROTO_TLS1_3");
    String random = HexFormat.of().formatHex(clientRandom());
    List<String> labels = secrets.stream().map(line -> line.split(" ")[0]).toList();
    assertEquals(
        List.of(
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0"),
        labels);
    for (String line : secrets) {
      assertTrue(line.matches("[A-Z_0]+ " + random + " ([0-9a-f]{64}|[0-9a-f]{96})"), line);
    }
    assertEquals(4, secrets.stream().distinct().count());
    int request = records(fromClient).getLast().at();
    assertTrue(clientBytesBeforeSecrets <= request, "the secrets come too late");
  }

  @Test
  void theSecretOfTls12DecryptsTheUpgradeRequest() throws IOException, GeneralSecurityException {
    capture();
    assertEquals(1, secrets.size());
    String secret = secrets.getFirst();
    assertTrue(secret.matches("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}"), secret);
    int encrypted = first(fromClient, CHANGE_CIPHER_SPEC).at();
    assertTrue(clientBytesBeforeSecrets <= encrypted, "the secret comes too late");
    byte[] master = HexFormat.of().parseHex(secret.substring(14 + 65));
    byte[] clientRandom = clientRandom();
    byte[] serverHello = records(fromServer).getFirst().body();
    byte[] serverRandom = Arrays.copyOfRange(serverHello, 6, 38);
    int suite = ByteBuffer.wrap(serverHello).getShort(39 + serverHello[38]) & 0xFFFF;
    assertEquals(AES_256_GCM_SHA384, suite, "this test knows one suite alone");
    assertTrue(secret.contains(HexFormat.of().formatHex(clientRandom)), secret);
    byte[] keys = prf(master, "key expansion", serverRandom, clientRandom, 72);
    TlsRecord request = first(fromClient, APPLICATION_DATA);
    ByteBuffer nonce = ByteBuffer.allocate(12).put(keys, 64, 4).put(request.body(), 0, 8);
    int length = request.body().length - 8 - 16;
    ByteBuffer associated = ByteBuffer.allocate(13).putLong(1); // the first was Finished
    associated.put((byte) APPLICATION_DATA).putShort((short) 0x0303).putShort((short) length);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys, 0, 32, "AES"),
        new GCMParameterSpec(128, nonce.array()));
    cipher.updateAAD(associated.array());
    byte[] plain = cipher.doFinal(request.body(), 8, length + 16);
    String text = new String(plain, StandardCharsets.US_ASCII);
    assertTrue(text.startsWith("GET / HTTP/1.1\r\n"), text);
  }

  /** RFC 5246 section 5. */
  private static byte[] prf(byte[] secret, String label, byte[] one, byte[] two, int size)
      throws GeneralSecurityException {
    var seed = new ByteArrayOutputStream();
    seed.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    seed.writeBytes(one);
    seed.writeBytes(two);
    Mac mac = Mac.getInstance("HmacSHA384");
    mac.init(new SecretKeySpec(secret, "HmacSHA384"));
    byte[] link = seed.toByteArray();
    var out = new ByteArrayOutputStream();
    while (out.size() < size) {
      link = mac.doFinal(link);
      mac.update(link);
      out.writeBytes(mac.doFinal(seed.toByteArray()));
    }
    return out.toByteArray();
  }
}
