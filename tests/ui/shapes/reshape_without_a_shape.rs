use keisan::graph;

graph! {
    pub graph G {
        param w: [4, 3] = he_normal;
        loss = sum(square(reshape(w, 12)));
    }
}

fn main() {}
