package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes of scripts: data specifications, frames, digests. */
public final class WireData {
  private WireData() {}

  /**
   * The bytes that a data specification stands for.
   *
   * @param spec a text, {@code {"hex"}}, {@code {"text"}}, {@code {"pattern","len"}} or null
   * @return the bytes, empty for null
   */
  public static byte[] of(@Nullable Object spec) {
    return switch (spec) {
      case null -> new byte[0];
      case String text -> text.getBytes(StandardCharsets.ISO_8859_1);
      case Map<?, ?> map -> ofObject(map);
      default -> throw new JsonObject.FormatException("no data specification: " + spec);
    };
  }

  private static byte[] ofObject(Map<?, ?> spec) {
    if (spec.get("hex") instanceof String hex) {
      return HexFormat.of().parseHex(hex);
    }
    if (spec.get("text") instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (spec.get("pattern") instanceof String name && spec.get("len") instanceof Number length) {
      return pattern(name, length.intValue());
    }
    throw new JsonObject.FormatException(
        "data must be a text, {hex}, {text} or {pattern, len}: " + spec);
  }

  /**
   * A pattern.
   *
   * @param name "ascii" or "seq"
   * @param length how many bytes
   * @return the bytes
   */
  public static byte[] pattern(String name, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] =
          switch (name) {
            case "ascii" -> (byte) ('a' + i % 26);
            case "seq" -> (byte) (i % 251);
            default ->
                throw new JsonObject.FormatException("pattern must be ascii or seq: " + name);
          };
    }
    return bytes;
  }

  /**
   * The bytes of a frame.
   *
   * @param op its description: opcode, fin, rsv, payload, mask, len_form, claim_len
   * @return header and payload
   */
  public static byte[] frame(JsonObject op) {
    byte[] payload = of(op.get("payload"));
    int first =
        (op.flag("fin", true) ? 0x80 : 0)
            | (int) op.number("rsv", 0) << 4
            | (int) op.number("opcode", 0);
    String maskText = op.text("mask");
    byte[] mask = maskText == null ? new byte[0] : HexFormat.of().parseHex(maskText);
    long length = op.number("claim_len", payload.length);
    String form = op.text("len_form", "auto");
    if (form.equals("auto")) {
      form = length < 126 ? "7" : length < 65536 ? "16" : "64";
    }
    int masked = mask.length > 0 ? 0x80 : 0;
    var out = new ByteArrayOutputStream();
    out.write(first);
    switch (form) {
      case "7" -> out.write(masked | (int) length);
      case "16" -> {
        out.write(masked | 126);
        writeLong(out, length, 2);
      }
      default -> {
        out.write(masked | 127);
        // A claimed length may be any 64-bit number, also one beyond the range of long.
        writeLong(out, claimed(op, length), 8);
      }
    }
    out.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      out.write(masked == 0 ? payload[i] : payload[i] ^ mask[i % 4]);
    }
    return out.toByteArray();
  }

  private static long claimed(JsonObject op, long length) {
    return op.get("claim_len") instanceof Number n && n instanceof java.math.BigInteger big
        ? big.longValue()
        : length;
  }

  private static void writeLong(ByteArrayOutputStream out, long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  /**
   * The SHA-256 of bytes.
   *
   * @param bytes what to digest
   * @return hex
   */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest("SHA-256", bytes));
  }

  static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
