use keisan::graph;

graph! {
    graph G<const B: usize> {
        extern twice(a: [R, C]) -> [R, C] = twice::forward, twice::backward;
        input x: [B, 4];
        output y = x;
    }
}

fn main() {}
