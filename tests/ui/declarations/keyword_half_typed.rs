use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        par
        param w: [4, 2] = he_normal;
        output h = x @ w;
    }
}

fn main() {}
