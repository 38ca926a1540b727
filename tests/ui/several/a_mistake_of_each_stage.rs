use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        input v: [B, 4];
        param w: [5, 2] = he_normal;
        param u: [4, 2] = magic;
        let hidden = x @ w;
        output y = relu(hidden) + hiden;
        let g = x ^ 2;
        loss = mean(x @ u);
    }
}

fn main() {}
