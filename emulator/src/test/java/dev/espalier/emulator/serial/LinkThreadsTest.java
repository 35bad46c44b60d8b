package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LinkThreadsTest {
  /** A port that hears nothing and takes nothing. */
  private static final class Stuck implements LinkThreads.Port {
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public int read(byte[] buffer) {
      return stand();
    }

    @Override
    public void write(byte[] bytes) {
      int _ = stand();
    }

    private int stand() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return 0;
    }
  }

  @Test
  void givesUpALineThatTakesNothingBeforeItFillsTheMemory() {
    Stuck port = new Stuck();
    List<String> lost = new CopyOnWriteArrayList<>();
    LinkThreads threads =
        new LinkThreads(
            "stuck",
            port,
            new ByteLink.Receiver() {
              @Override
              public void received(byte[] bytes) {}

              @Override
              public void lost(String why) {
                lost.add(why);
              }
            });
    threads.start();
    for (int i = 0; i < 256; i++) {
      threads.write(new byte[1024]);
    }
    assertEquals(List.of(), lost);
    for (int i = 0; i < 256; i++) {
      threads.write(new byte[1024]);
    }
    assertEquals(List.of("stuck takes no bytes: pull the board's plug and put it in again"), lost);
    port.end.countDown();
    threads.close();
  }
}
