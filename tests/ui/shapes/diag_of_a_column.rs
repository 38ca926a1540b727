use keisan::graph;

graph! {
    pub graph G {
        param w: [4, 1] = he_normal;
        loss = sum(diag(w));
    }
}

fn main() {}
