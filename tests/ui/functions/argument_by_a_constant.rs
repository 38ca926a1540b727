use keisan::graph;

const WIDTH: usize = 5;

graph! {
    pub graph G<const B: usize> {
        input x: [B, WIDTH];
        output y = half(x);
        fn half(v: [_, 4]) { v / 2 }
    }
}

fn main() {}
