use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [4, 4] = he_normal;
        layer Centred(v: [_, 4]) {
            state m: [4] = zeros;
            update m = 0.9 * m + 0.1 * mean_rows(v);
            v - m
        }
        layer centred = Centred;
        let h = centred(centred(x @ w));
        loss = sum(h);
    }
}

fn main() {}
