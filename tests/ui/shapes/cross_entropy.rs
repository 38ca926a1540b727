use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        target y: [B, 3];
        loss = mean(cross_entropy(softmax(x), y));
    }
}

fn main() {}
