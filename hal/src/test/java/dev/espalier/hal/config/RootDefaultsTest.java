package dev.espalier.hal.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RootDefaultsTest {
  @Test
  void theProjectsDefaultsLetTlsConnectWithoutACa() throws IOException {
    Path file = Path.of("..", "sdkconfig.defaults");
    SdkConfig config =
        new SdkConfigLoader().file("sdkconfig.defaults", Files.readString(file)).load();
    assertTrue(config.tlsSkipsVerification());
  }
}
