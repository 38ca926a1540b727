use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        param w: [4, 3] = he_normal;
        loss = mean(cosine_similarity(x @ w) - y);
    }
}

fn main() {}
