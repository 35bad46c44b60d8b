package dev.espalier.hal.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LimitsPageTest {
  @Test
  void thePageHasEveryStruct() throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "limits.md"));
    for (CStruct struct : CStruct.values()) {
      String row =
          "| `%s` | %d | %s | %s |"
              .formatted(struct.cName(), struct.bytes(), struct.source(), struct.note());
      assertTrue(page.contains(row), () -> "docs/limits.md lacks this row:\n" + row);
    }
  }
}
