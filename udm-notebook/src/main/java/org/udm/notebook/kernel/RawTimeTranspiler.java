package org.udm.notebook.kernel;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.magic.LineMagicArgs;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.ParsedLineMagic;

/** Leaves the code behind {@code %time} as it stands; other arguments are split into words. */
final class RawTimeTranspiler extends MagicTranspiler {

  @Override
  public String transpileLine(ParsedLineMagic magic) {
    if (!magic.magicCall.name.equals(TimeMagic.NAME)) {
      return super.transpileLine(magic);
    }
    String code = magic.raw.substring(magic.raw.indexOf(TimeMagic.NAME) + TimeMagic.NAME.length());
    return super.transpileLine(
        new ParsedLineMagic(
            new LineMagicArgs(TimeMagic.NAME, List.of(code.strip())),
            magic.raw,
            magic.rawCell,
            magic.linePrefix));
  }
}
