use keisan::graph;

const WIDE: usize = 6;
const NARROW: usize = 4;

graph! {
    graph G<const B: usize> {
        fn wide<C>(v: [_, C]) -> [_, WIDE] { v * v }
        input x: [B, NARROW];
        output y = wide(x);
    }
}

fn main() {}
