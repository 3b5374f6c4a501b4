//! SVG to PNG.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

use super::super::{Error, write_atomically};

/// Pixels of a picture for every unit of its SVG.
pub const SHARPNESS: f64 = 2.0;

/// DejaVu Sans 2.37, reduced to Latin, Greek, Cyrillic, raised and lowered
/// characters, and signs of mathematics (TrueType; licence beside it).
pub const FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
});

/// Draws an SVG at `scale` pixels per unit of its size and encodes it as PNG.
/// Only the embedded font is used: the same pixels on every machine.
///
/// # Errors
/// If the text is no SVG or the picture has no or too many pixels.
pub fn to_png(svg: &str, scale: f64) -> Result<Vec<u8>, Error> {
    let options = usvg::Options {
        fontdb: FONTS.clone(),
        font_family: "DejaVu Sans".into(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| Error::Picture(e.to_string()))?;
    let pixels = |length: f32| (f64::from(length) * scale).ceil() as u32;
    let size = [pixels(tree.size().width()), pixels(tree.size().height())];
    let mut canvas = tiny_skia::Pixmap::new(size[0], size[1])
        .ok_or_else(|| Error::Picture(format!("{} x {} pixels", size[0], size[1])))?;
    let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut canvas.as_mut());
    canvas
        .encode_png()
        .map_err(|e| Error::Picture(e.to_string()))
}

/// Writes a picture into a folder twice, as `name`.svg and, with [`SHARPNESS`], as
/// `name`.png.
///
/// # Errors
/// If the text is no SVG or a file cannot be written.
pub fn write_picture(folder: &Path, name: &str, svg: &str) -> Result<(), Error> {
    write_atomically(&folder.join(format!("{name}.svg")), svg.as_bytes())?;
    let pixels = to_png(svg, SHARPNESS)?;
    write_atomically(&folder.join(format!("{name}.png")), &pixels)
}
