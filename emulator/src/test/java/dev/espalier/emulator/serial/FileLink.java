package dev.espalier.emulator.serial;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A line that is a file, such as a pty that is raw already. It has no rate. */
final class FileLink implements ByteLink {
  private static final byte[] END = {};

  private final String path;
  private final BlockingQueue<byte[]> out = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  FileLink(String path) {
    this.path = path;
  }

  @Override
  public void open(Receiver receiver) throws IOException {
    FileInputStream input = new FileInputStream(path);
    FileOutputStream output = new FileOutputStream(path);
    closed = false;
    out.clear();
    Thread.ofPlatform().daemon().name("read " + path).start(() -> read(input, receiver));
    Thread.ofPlatform().daemon().name("write " + path).start(() -> write(output));
  }

  private void read(FileInputStream input, Receiver receiver) {
    byte[] bytes = new byte[8192];
    String why = path + " has ended";
    try (input) {
      for (int count = input.read(bytes); count > 0; count = input.read(bytes)) {
        receiver.received(Arrays.copyOf(bytes, count));
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    if (!closed) {
      receiver.lost(why);
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very array is the end
  private void write(FileOutputStream output) {
    try (output) {
      for (byte[] next = out.take(); next != END; next = out.take()) {
        output.write(next);
      }
    } catch (IOException e) {
      // The reader sees the end of the line too, and tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void write(byte[] bytes) {
    out.add(bytes);
  }

  @Override
  public void rate(int baud) {}

  @Override
  public String name() {
    return path;
  }

  /** Ends the writer; the reader ends with the file. */
  @Override
  public void close() {
    closed = true;
    out.add(END);
  }
}
