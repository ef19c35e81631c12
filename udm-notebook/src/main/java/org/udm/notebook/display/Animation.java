package org.udm.notebook.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures one after another, again and again, as an animated GIF.
 *
 * <p>It is shown as an element of the page: some converters of notebooks know no GIF by itself.
 */
public final class Animation implements Markup {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int FRAME = 8; // hundredths of a second
  private static final int LAST = 150;

  private final List<BufferedImage> frames;

  private Animation(List<BufferedImage> frames) {
    this.frames = List.copyOf(frames);
  }

  /**
   * Returns an animation that rests on its last frame for a while.
   *
   * @param frames the pictures in order, at least one, of one size
   * @return the animation
   * @throws IllegalArgumentException if there is none
   */
  public static Animation of(List<BufferedImage> frames) {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an animation of no frames: need at least one");
    }
    return new Animation(frames);
  }

  /**
   * Returns the animation as a file.
   *
   * @return the bytes of a GIF
   */
  public byte[] gif() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int k = 0; k < frames.size(); k++) {
        BufferedImage frame = frames.get(k);
        IIOMetadata metadata =
            writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromBufferedImageType(frame.getType()), null);
        metadata.setFromTree(FORMAT, timed(metadata, k == frames.size() - 1 ? LAST : FRAME));
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  @Override
  public String html() {
    return "<img alt='%d frames' src='data:image/gif;base64,%s'/>"
        .formatted(frames.size(), Base64.getEncoder().encodeToString(gif()));
  }

  /** The metadata of a frame with its duration and the order to begin again after the last one. */
  private static IIOMetadataNode timed(IIOMetadata metadata, int hundredths) {
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(hundredths));
    control.setAttribute("transparentColorIndex", "0");
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(new byte[] {1, 0, 0}); // a loop without end
    child(root, "ApplicationExtensions").appendChild(loop);
    return root;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    if (root.getElementsByTagName(name).item(0) instanceof IIOMetadataNode found) {
      return found;
    }
    IIOMetadataNode made = new IIOMetadataNode(name);
    root.appendChild(made);
    return made;
  }

  @Override
  public String toString() {
    return frames.size() + " frames";
  }
}
