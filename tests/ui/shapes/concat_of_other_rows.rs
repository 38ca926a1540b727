use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 3] = he_normal;
        loss = sum(concat_cols(x, w));
    }
}

fn main() {}
