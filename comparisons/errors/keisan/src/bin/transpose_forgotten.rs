use keisan::graph;

graph! {
    pub graph Net<const B: usize> {
        input h: [B, 16];
        param w: [10, 16] = he_normal;
        output y = h @ w;
    }
}

fn main() {}
