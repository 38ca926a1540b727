// Found by rustc, with the macro's words.
use keisan::graph;

const WIDTH: usize = 9;
const CLASSES: usize = 10;

graph! {
    graph G<const B: usize> {
        input x: [B, WIDTH];
        labels y: [B] in CLASSES;
        output h = gather(x, y);
    }
}

fn main() {}
