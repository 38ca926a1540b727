use keisan::graph;

const WIDTH: usize = 5;

graph! {
    pub graph G<const B: usize> {
        input x: [B, WIDTH];
        param w: [4, 2] = he_normal;
        output y = product(x, w);
        fn product(v, w) { v @ w }
    }
}

fn main() {}
