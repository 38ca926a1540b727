use keisan::graph;

const WIDE: usize = 6;
const NARROW: usize = 4;

graph! {
    graph G<const B: usize> {
        input x: [B, NARROW];
        let h: [B, WIDE] = relu(x);
        output y = h * 2;
    }
}

fn main() {}
