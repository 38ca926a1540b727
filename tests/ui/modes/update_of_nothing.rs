use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        let h = x @ w;
        update m = mean_rows(h);
        loss = sum(h);
    }
}

fn main() {}
