/**
 * The TLS engine: what mbedTLS 2.28 does on the chip, from memory to memory.
 *
 * <p>The protocol itself is BouncyCastle's low-level TLS on the JDK's ciphers; reading certificates
 * and judging chains is done here, the way {@code x509_crt.c} does it. Read {@link
 * dev.espalier.emulator.tls.TlsMachine} and {@link dev.espalier.emulator.tls.RecordEngine} first.
 */
@NullMarked
package dev.espalier.emulator.tls;

import org.jspecify.annotations.NullMarked;
