use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        param w: [5, 2] = he_normal;
        let h = x @ w;
        let g = relu(h) + h;
        output y = g @ g.T;
        loss = mean(square(g));
    }
}

fn main() {}
