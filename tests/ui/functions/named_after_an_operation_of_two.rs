// One error, though the operation of that name takes two arguments.
use keisan::graph;

graph! {
    graph G<const B: usize> {
        fn outer(v) { v * v }
        input x: [B, 4];
        output y = outer(x);
    }
}

fn main() {}
