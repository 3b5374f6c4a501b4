//! Memory aligned to cache lines.

use std::ops::{Deref, DerefMut};

use crate::lanes::Element;

/// Bytes of a cache line and of the widest vector.
pub const LINE: usize = 64;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

/// A slice of zeros at first, aligned so that no vector crosses a cache line.
pub struct Buffer<T> {
    lines: Vec<Line>,
    len: usize,
    element: std::marker::PhantomData<T>,
}

impl<T: Element> Buffer<T> {
    /// `len` zeros.
    pub fn new(len: usize) -> Buffer<T> {
        let lines = (len * size_of::<T>()).div_ceil(LINE);
        Buffer {
            lines: vec![Line([0; LINE]); lines],
            len,
            element: std::marker::PhantomData,
        }
    }
}

impl<T: Element> Deref for Buffer<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        // SAFETY: the lines hold at least `len` elements' bytes, initialised;
        // Element is f32 or f64, of which every pattern of bits is a value and
        // whose alignment divides the line's.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl<T: Element> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}
