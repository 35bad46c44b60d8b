package dev.espalier.hal.port;

/** Makes TLS engines. */
public interface TlsProvider {}
