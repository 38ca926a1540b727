use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        fn norm(v) { state m: [4] = zeros; v - m }
        let h = norm(x @ w);
        loss = sum(h);
    }
}

fn main() {}
