//! Every kind of TIFF page that must come out right.

use super::pages::{Page, RGB};

pub(crate) fn pages() -> Vec<Page> {
    let grey = |bits| Page {
        photometric: 1,
        samples: 1,
        bits,
        ..RGB
    };
    let mut pages = vec![RGB];
    for compression in [1, 5, 8, 32773] {
        for (tile, separate) in [(false, false), (true, false), (false, true), (true, true)] {
            let big_endian = tile != separate;
            pages.push(Page {
                compression,
                tile,
                separate,
                big_endian,
                ..RGB
            });
        }
        pages.push(Page {
            compression,
            bits: 16,
            wide: true,
            pages: 2,
            ..RGB
        });
        pages.push(Page {
            compression,
            pages: 3,
            tile: true,
            ..grey(4)
        });
        pages.push(Page {
            compression,
            photometric: 3,
            ..grey(8)
        });
    }
    for predictor in [2, 3] {
        for tile in [false, true] {
            for big_endian in [false, true] {
                let page = Page {
                    compression: 8,
                    predictor,
                    tile,
                    big_endian,
                    ..RGB
                };
                pages.push(if predictor == 2 {
                    Page { bits: 16, ..page }
                } else {
                    Page {
                        bits: 32,
                        format: 3,
                        ..page
                    }
                });
            }
        }
    }
    pages.push(Page {
        compression: 5,
        predictor: 2,
        tile: true,
        ..RGB
    });
    pages.extend([1, 2, 4, 8, 12, 16, 32].map(grey));
    pages.extend([1, 8].map(|bits| Page {
        photometric: 0,
        ..grey(bits)
    }));
    pages.extend([1, 2, 4, 8].map(|bits| Page {
        photometric: 3,
        tile: bits == 2,
        ..grey(bits)
    }));
    pages.extend([0, 1, 2].map(|extra| Page {
        samples: 4,
        extra: Some(extra),
        ..RGB
    }));
    pages.push(Page {
        samples: 2,
        extra: Some(2),
        ..grey(8)
    });
    pages.push(Page {
        samples: 4,
        extra: Some(2),
        separate: true,
        bits: 16,
        big_endian: true,
        ..RGB
    });
    pages.push(Page {
        photometric: 5,
        samples: 4,
        ..RGB
    });
    pages.push(Page {
        photometric: 6,
        ..RGB
    });
    pages.push(Page {
        photometric: 6,
        blocks: [2, 2],
        ..RGB
    });
    pages.push(Page {
        photometric: 6,
        blocks: [2, 1],
        compression: 8,
        tile: true,
        ..RGB
    });
    pages.push(Page {
        bits: 64,
        format: 3,
        ..grey(64)
    });
    pages.push(Page {
        bits: 16,
        format: 2,
        ..grey(16)
    });
    pages.push(Page {
        compression: 4,
        photometric: 0,
        ..grey(1)
    });
    pages.push(Page {
        compression: 4,
        photometric: 1,
        tile: true,
        ..grey(1)
    });
    pages.push(Page {
        compression: 4,
        reversed: true,
        ..grey(1)
    });
    pages.push(Page {
        compression: 5,
        reversed: true,
        ..grey(8)
    });
    pages
}
